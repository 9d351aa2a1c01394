// One JSON value a line; empty lines do not count. A line that does not parse leaves the others
// readable, as programs that read such files line by line see them.
#include "scenarios/state/jsonl.h"

#include <fmt/format.h>

#include "scenarios/state/file_bytes.h"
#include "scenarios/state/json_leaves.h"
#include "scenarios/state/line_places.h"
#include "scenarios/state/text.h"

namespace crashproof {
namespace {

// Two lines that look like objects: one alone may as well be a JSON file on one line.
bool content_looks_like_jsonl(std::string_view head) {
  const std::size_t end = head.find('\n');
  if (end == std::string_view::npos || !begins_like_text(head)) return false;
  const std::string_view first = trimmed(head.substr(0, end));
  const std::string_view rest = trimmed(head.substr(end));
  return first.size() >= 2 && first.front() == '{' && first.back() == '}' && !rest.empty() &&
         rest.front() == '{';
}

class JsonlReader final : public StateReader {
 public:
  std::string_view format() const override { return "jsonl"; }

  bool claims(std::string_view path, std::string_view head) const override {
    return has_extension(path, {".jsonl", ".ndjson", ".jsonlines"})
               ? begins_like_text(head)
               : content_looks_like_jsonl(head);
  }

  Document read(const std::string& absolute_path) const override {
    Document document{std::string(format()), "record", true, "", {}};
    const std::string text = file_bytes(absolute_path);
    std::size_t number = 0;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      add_line(document, std::string_view(text).substr(at, end - at), ++number);
      at = end + 1;
    }
    return document;
  }

  std::vector<RecordPlace> places(const std::string& absolute_path) const override {
    return line_places(file_bytes(absolute_path), true);
  }

 private:
  static void add_line(Document& document, std::string_view line, std::size_t number) {
    if (trimmed(line).empty()) return;
    Record record;
    const std::string problem =
        for_each_json_leaf(line, [&record](const auto& way, const auto& value) {
          record.fields.emplace_back(field_name(way), value);
        });
    if (problem.empty()) {
      document.records.push_back(std::move(record));
    } else if (document.whole) {
      document.whole = false;
      document.problem = fmt::format("line {}: {}", number, problem);
    }
  }
};

}  // namespace

const StateReader& jsonl_reader() {
  static const JsonlReader reader;
  return reader;
}

}  // namespace crashproof
