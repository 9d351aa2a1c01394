// Sorted vectors instead of std::multiset: they are built once and compared by merging.
#include "harness/judge/records.h"

#include <algorithm>
#include <iterator>

#include "harness/model/printable.h"

namespace crashproof {
namespace {

constexpr std::size_t longest_example_bytes = 200;
constexpr std::string_view ellipsis = "...";

}  // namespace

std::map<std::string, Records> tables_of(Document document, const std::string& path,
                                         const Scope& scope) {
  std::map<std::string, Records> tables;
  std::map<std::string, bool> compared;  // asked once a table, not once a record
  for (Record& record : document.records) {
    const auto [known, is_new] = compared.try_emplace(record.table);
    if (is_new) known->second = scope.compares_table(path, record.table);
    if (!known->second) continue;
    std::string table = record.table;
    tables[std::move(table)].push_back(std::move(record));
  }
  for (auto& [table, records] : tables) {
    std::map<std::string, bool> kept;
    for (Record& record : records) {
      std::erase_if(record.fields, [&, &name = table](const auto& field) {
        const auto [known, is_new] = kept.try_emplace(field.first);
        if (is_new) known->second = scope.compares_field(path, name, field.first);
        return !known->second;
      });
    }
    std::sort(records.begin(), records.end());
  }
  return tables;
}

Records without(const Records& a, const Records& b) {
  Records rest;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest));
  return rest;
}

Records without_field(const Records& records, const std::string& field) {
  Records rest = records;
  for (Record& record : rest) {
    std::erase_if(record.fields, [&field](const auto& entry) { return entry.first == field; });
  }
  std::sort(rest.begin(), rest.end());
  return rest;
}

bool has(const Records& records, const Record& record) {
  return std::binary_search(records.begin(), records.end(), record);
}

std::size_t copies_of(const Records& records, const Record& record) {
  const auto [first, last] = std::equal_range(records.begin(), records.end(), record);
  return static_cast<std::size_t>(last - first);
}

const std::string* value_of(const Record& record, std::string_view field) {
  const auto found = std::find_if(record.fields.begin(), record.fields.end(),
                                  [field](const auto& entry) { return entry.first == field; });
  return found == record.fields.end() ? nullptr : &found->second;
}

std::string describe(const Record& record) {
  if (record.fields.size() == 1 && record.fields[0].first == "line") return record.fields[0].second;
  std::string text;
  for (const auto& [name, value] : record.fields) {
    if (!text.empty()) text += ", ";
    text.append(name).append("=").append(value);
    if (text.size() > longest_example_bytes) break;
  }
  return text.empty() ? "(nothing compared)" : text;
}

std::string example_line(std::string_view text) {
  // Escapes only lengthen a text, so what lies beyond the limit cannot show.
  std::string line = printable(text.substr(0, longest_example_bytes + 1));
  if (line.size() <= longest_example_bytes) return line;
  std::size_t end = longest_example_bytes - ellipsis.size();
  // Not in the middle of a character.
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;
  return line.substr(0, end).append(ellipsis);
}

}  // namespace crashproof
