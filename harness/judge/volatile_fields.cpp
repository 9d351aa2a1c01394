// A field whose own values differ between the runs has to go in any case. Where values agree field
// by field and yet records do not (workers drew identifiers in another order), more fields go until
// the rest agrees, identifiers first.
#include "harness/judge/volatile_fields.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "harness/judge/records.h"

namespace crashproof {
namespace {

using Fields = std::set<std::string>;
const Fields whole_table{""};

Records dropping(const Records& records, const Fields& fields) {
  Records rest = records;
  for (Record& record : rest) {
    std::erase_if(record.fields,
                  [&fields](const auto& field) { return fields.contains(field.first); });
  }
  std::sort(rest.begin(), rest.end());
  return rest;
}

std::map<std::string, std::vector<std::string>> values_by_field(const Records& records) {
  std::map<std::string, std::vector<std::string>> values;
  for (const Record& record : records) {
    for (const auto& [name, value] : record.fields) values[name].push_back(value);
  }
  for (auto& [name, list] : values) std::sort(list.begin(), list.end());
  return values;
}

bool is_number(const std::string& value) {
  return !value.empty() && value.find_first_not_of("-0123456789") == std::string::npos;
}

bool all_numbers(const std::vector<std::string>& values) {
  return std::all_of(values.begin(), values.end(), is_number);
}

class FieldSearch {
 public:
  FieldSearch(const Records& first, const Records& second)
      : first_(first), second_(second), values_(values_by_field(first)) {}

  Fields run() const {
    if (first_ == second_) return {};
    if (first_.size() != second_.size()) return whole_table;
    const std::optional<Fields> differing = differing_fields();
    if (!differing) return whole_table;
    for (const Fields& candidate : candidates(*differing)) {
      if (leaves_something(candidate) && agree_without(candidate)) return candidate;
    }
    return whole_table;
  }

 private:
  // nullopt if a field exists in one of the runs only: its name itself is volatile.
  std::optional<Fields> differing_fields() const {
    const auto others = values_by_field(second_);
    if (others.size() != values_.size()) return std::nullopt;
    Fields differing;
    for (const auto& [name, list] : values_) {
      const auto other = others.find(name);
      if (other == others.end()) return std::nullopt;
      if (other->second != list) differing.insert(name);
    }
    return differing;
  }

  // The fields that must go, alone, then with one more, then with two more; numbers first, since
  // identifiers are what runs hand out in another order.
  std::vector<Fields> candidates(const Fields& differing) const {
    std::vector<std::string> others;
    for (const auto& [name, list] : values_) {
      if (!differing.contains(name)) others.push_back(name);
    }
    std::stable_partition(others.begin(), others.end(), [this](const std::string& name) {
      return all_numbers(values_.at(name));
    });
    constexpr std::size_t most_paired_fields = 12;
    if (others.size() > most_paired_fields) others.resize(most_paired_fields);
    std::vector<Fields> candidates{differing};
    for (const std::string& one : others) {
      candidates.push_back(differing);
      candidates.back().insert(one);
    }
    for (std::size_t i = 0; i < others.size(); ++i) {
      for (std::size_t j = i + 1; j < others.size(); ++j) {
        candidates.push_back(differing);
        candidates.back().insert({others[i], others[j]});
      }
    }
    return candidates;
  }

  // Dropping every field of records with several would compare nothing but their number. A leaf of
  // a JSON object is a record of one field, and there the others remain.
  bool leaves_something(const Fields& fields) const { return fields.size() < values_.size(); }

  bool agree_without(const Fields& fields) const {
    return dropping(first_, fields) == dropping(second_, fields);
  }

  const Records& first_;
  const Records& second_;
  const std::map<std::string, std::vector<std::string>> values_;
};

}  // namespace

std::map<std::string, Fields> volatile_fields(const Document& first, const Document& second,
                                              const std::string& path, const Scope& scope) {
  auto tables = tables_of(first, path, scope);
  auto others = tables_of(second, path, scope);
  for (const auto& [table, records] : others) tables.try_emplace(table);
  std::map<std::string, Fields> result;
  for (const auto& [table, records] : tables) {
    Fields fields = FieldSearch(records, others[table]).run();
    if (!fields.empty()) result.emplace(table, std::move(fields));
  }
  return result;
}

}  // namespace crashproof
