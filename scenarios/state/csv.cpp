// RFC 4180 with commas, or tabs for .tsv. A first row whose cells are all different, non-empty and
// no numbers is the header and names the fields; else they are called by their number from 1. The
// header itself is a record of table "header", so that a file without rows can lose it too.
#include "scenarios/state/csv.h"

#include <fmt/format.h>

#include <optional>
#include <set>

#include "scenarios/state/file_bytes.h"
#include "scenarios/state/text.h"

namespace crashproof {
namespace {

using Row = std::vector<std::string>;

// Splits text into rows; knows whether it ended inside quotes.
class RowParser {
 public:
  RowParser(std::string_view text, char separator) : text_(text), separator_(separator) {}

  std::optional<Row> next() {
    skip_empty_lines();
    if (at_ >= text_.size()) return std::nullopt;
    row_line_ = line_;
    row_begin_ = at_;
    Row row;
    while (true) {
      row.push_back(cell());
      if (at_ < text_.size() && text_[at_] == separator_) {
        ++at_;
        continue;
      }
      skip_line_end();
      return row;
    }
  }

  std::size_t row_line() const { return row_line_; }    // where the last row began, from 1
  std::size_t row_begin() const { return row_begin_; }  // in bytes, and where it ended
  std::size_t row_end() const { return at_; }
  bool open_quotes() const { return open_quotes_; }

 private:
  bool at_line_end() const {
    return at_ >= text_.size() || text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n";
  }

  void skip_line_end() {
    if (at_ >= text_.size()) return;
    at_ += text_[at_] == '\r' ? 2 : 1;
    ++line_;
  }

  void skip_empty_lines() {
    while (at_ < text_.size() && at_line_end()) skip_line_end();
  }

  std::string cell() {
    std::string value;
    if (at_ < text_.size() && text_[at_] == '"') value = quoted_part();
    while (!at_line_end() && text_[at_] != separator_) value += text_[at_++];
    return value;
  }

  std::string quoted_part() {
    std::string value;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        if (text_.substr(at_, 2) != "\"\"") {
          ++at_;
          return value;
        }
        ++at_;
      }
      if (text_[at_] == '\n') ++line_;
      value += text_[at_];
    }
    open_quotes_ = true;
    return value;
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t row_line_ = 1;
  std::size_t row_begin_ = 0;
  bool open_quotes_ = false;
};

bool looks_like_header(const Row& row) {
  std::set<std::string> names;
  for (const std::string& cell : row) {
    const bool number = cell.find_first_not_of("+-.,:0123456789eE") == std::string::npos;
    if (trimmed(cell).empty() || number || !names.insert(cell).second) return false;
  }
  return true;
}

Record header_record(const Row& header) {
  Record record{"header", {}};
  for (std::size_t i = 0; i < header.size(); ++i) {
    record.fields.emplace_back(fmt::format("column {}", i + 1), header[i]);
  }
  return record;
}

// Collects rows into a Document; the first one fixes how many fields there are.
class DocumentBuilder {
 public:
  explicit DocumentBuilder(Document& document) : document_(document) {}

  void add(Row row, std::size_t line) {
    if (columns_ == 0) {
      columns_ = row.size();
      if (looks_like_header(row)) {
        document_.records.push_back(header_record(row));
        names_ = std::move(row);
        return;
      }
    }
    if (row.size() != columns_) {
      fail(fmt::format("line {} has {} fields, not {}", line, row.size(), columns_));
    }
    Record record;
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::string name = i < names_.size() ? names_[i] : fmt::to_string(i + 1);
      record.fields.emplace_back(std::move(name), std::move(row[i]));
    }
    document_.records.push_back(std::move(record));
  }

  void fail(std::string problem) {
    if (!document_.whole) return;
    document_.whole = false;
    document_.problem = std::move(problem);
  }

 private:
  Document& document_;
  Row names_;
  std::size_t columns_ = 0;
};

class CsvReader final : public StateReader {
 public:
  std::string_view format() const override { return "csv"; }

  bool claims(std::string_view path, std::string_view head) const override {
    return has_extension(path, {".csv", ".tsv"}) && begins_like_text(head);
  }

  Document read(const std::string& absolute_path) const override {
    Document document{std::string(format()), "row", true, "", {}};
    const std::string text = file_bytes(absolute_path);
    DocumentBuilder builder(document);
    const std::size_t bad = first_untextual_byte(text);
    if (bad != std::string::npos) builder.fail(fmt::format("not text at byte {}", bad));
    RowParser rows(text, separator_of(absolute_path));
    while (std::optional<Row> row = rows.next()) {
      if (rows.open_quotes()) {
        builder.fail(fmt::format("line {}: quotes are not closed", rows.row_line()));
      }
      builder.add(std::move(*row), rows.row_line());
    }
    return document;
  }

  std::vector<RecordPlace> places(const std::string& absolute_path) const override {
    const std::string text = file_bytes(absolute_path);
    RowParser rows(text, separator_of(absolute_path));
    std::vector<RecordPlace> places;
    while (const std::optional<Row> row = rows.next()) {
      const bool is_header = places.empty() && looks_like_header(*row);
      places.push_back({rows.row_line(), rows.row_begin(), rows.row_end(), is_header});
    }
    return places;
  }

 private:
  static char separator_of(const std::string& absolute_path) {
    return has_extension(absolute_path, {".tsv"}) ? '\t' : ',';
  }
};

}  // namespace

const StateReader& csv_reader() {
  static const CsvReader reader;
  return reader;
}

}  // namespace crashproof
