// Multiset differences of one table after another, then what each missing or surplus record means.
#include "harness/judge/compare_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "harness/judge/record_keys.h"
#include "harness/judge/records.h"
#include "harness/model/schedule.h"

namespace crashproof {
namespace {

constexpr std::size_t most_examples = 3;
constexpr std::size_t most_changed_fields = 3;

// What is compared: one table, here and there. Owns nothing.
struct TablePair {
  const std::string& path;  // of the file
  const std::string& name;  // of the table
  const std::string& unit;
  const Records& baseline;
  const Records& found;
  const Records& initial;
  const Record* last_found = nullptr;  // in file order, if it is in this table
};

// "state 'pending', expected 'done'" for the first fields that differ.
std::string describe_change(const ChangedRecord& change) {
  std::string text;
  std::size_t count = 0;
  const auto note = [&](const std::string& name, const std::string* found,
                        const std::string* expected) {
    if (++count > most_changed_fields) return;
    if (!text.empty()) text += "; ";
    text += fmt::format("{} {}, expected {}", name, found ? *found : "missing",
                        expected ? *expected : "none");
  };
  for (const auto& [name, value] : change.expected.fields) {
    const std::string* found = value_of(change.found, name);
    if (!found || *found != value) note(name, found, &value);
  }
  for (const auto& [name, value] : change.found.fields) {
    if (!value_of(change.expected, name)) note(name, &value, nullptr);
  }
  return change.key.empty() ? text : change.key + ": " + text;
}

bool has_integers(const Records& records, const std::string& field) {
  return std::all_of(records.begin(), records.end(), [&field](const Record& record) {
    const std::string* value = value_of(record, field);
    return value && !value->empty() && value->find_first_not_of("0123456789") == std::string::npos;
  });
}

class TableComparison {
 public:
  // `but_for` names a field that was taken out of all records before; "" for none.
  TableComparison(const TablePair& table, const Scope& scope, std::string but_for,
                  std::vector<Difference>& differences)
      : table_(table),
        scope_(scope),
        but_for_(std::move(but_for)),
        keys_(but_for_.empty() ? scope.keys(table.path, table.name) : std::vector<KeyFields>()),
        lost_(without(table.baseline, table.found)),
        surplus_(without(table.found, table.baseline)),
        differences_(differences) {}

  void run() {
    if (const std::string field = shifted_identifier(); !field.empty()) {
      const Records baseline = without_field(table_.baseline, field);
      const Records found = without_field(table_.found, field);
      const Records initial = without_field(table_.initial, field);
      const TablePair rest{table_.path, table_.name, table_.unit,      baseline,
                           found,       initial,     table_.last_found};
      TableComparison(rest, scope_, field, differences_).run();
      return;
    }
    Records strange = tell_duplicates();
    take_torn_end(strange);
    for (const ChangedRecord& change : take_changed(table_.baseline, keys_, lost_, strange)) {
      const bool older = has(table_.initial, change.found);
      add(older ? Difference::Class::older : Difference::Class::torn, describe_change(change));
    }
    take_copies_under_new_keys(strange);
    for (const Record& record : lost_) add(Difference::Class::lost, describe(record));
    for (const Record& record : strange) add(Difference::Class::extra, describe(record));
    for (auto& [kind, difference] : found_) differences_.push_back(std::move(difference));
  }

 private:
  // Identifiers are often handed out in sequence, so that one record too many shifts those of all
  // that follow. A field of distinct integers is taken for such a one if the records are distinct
  // without it as well and fewer of them differ then, though not none. "" if there is no such
  // field.
  std::string shifted_identifier() const {
    if (!but_for_.empty() || !keys_.empty() || lost_.empty() || surplus_.empty()) return "";
    // Of a single field nothing would be left to compare.
    if (table_.baseline.front().fields.size() < 2) return "";
    for (const auto& [name, value] : table_.baseline.front().fields) {
      if (!is_unique(table_.baseline, {name}) || !has_integers(table_.baseline, name)) continue;
      const Records baseline = without_field(table_.baseline, name);
      if (std::adjacent_find(baseline.begin(), baseline.end()) != baseline.end()) continue;
      const Records found = without_field(table_.found, name);
      const std::size_t differing =
          without(baseline, found).size() + without(found, baseline).size();
      if (differing > 0 && differing < lost_.size() + surplus_.size()) return name;
    }
    return "";
  }

  Difference& add(Difference::Class what, const std::string& example, bool dedupable = false) {
    const auto [entry, is_new] = found_.try_emplace({what, dedupable});
    Difference& difference = entry->second;
    if (is_new) {
      difference.what = what;
      difference.path = table_path(table_.path, table_.name);
      difference.unit = table_.unit;
      difference.dedupable = dedupable;
      difference.count = 0;
    }
    ++difference.count;
    if (difference.examples.size() < most_examples) {
      difference.examples.push_back(
          example_line(but_for_.empty() ? example : example + " (but for " + but_for_ + ")"));
    }
    return difference;
  }

  // Tells the surplus copies and returns what is no copy of anything.
  Records tell_duplicates() {
    Records strange;
    for (const Record& record : surplus_) {
      if (has(table_.baseline, record)) {
        const bool dedupable = is_dedupable(record);
        Difference& difference = add(Difference::Class::duplicated, describe(record), dedupable);
        if (!dedupable && difference.dedup_hint.empty()) difference.dedup_hint = hint(record);
      } else if (shares_key_with_one_that_is_here(record)) {
        add(Difference::Class::duplicated, describe(record), true);
      } else {
        strange.push_back(record);
      }
    }
    return strange;
  }

  bool is_dedupable(const Record& record) {
    if (!but_for_.empty()) return false;
    if (scope_.dedup_whole_record() && copies_of(table_.baseline, record) == 1) return true;
    return std::any_of(keys_.begin(), keys_.end(), [&](const KeyFields& key) {
      const std::optional<KeyValue> value = key_value(record, key);
      return value && records_by(key)[*value].size() == 1;
    });
  }

  bool shares_key_with_one_that_is_here(const Record& record) {
    return std::any_of(keys_.begin(), keys_.end(), [&](const KeyFields& key) {
      const std::optional<KeyValue> value = key_value(record, key);
      if (!value) return false;
      const auto& owners = records_by(key)[*value];
      return owners.size() == 1 && has(table_.found, *owners.front());
    });
  }

  // The baseline's records by the value of a key; made once a key.
  std::map<KeyValue, std::vector<const Record*>>& records_by(const KeyFields& key) {
    const auto [index, is_new] = indexes_.try_emplace(key);
    if (is_new) {
      for (const Record& record : table_.baseline) {
        if (std::optional<KeyValue> value = key_value(record, key)) {
          index->second[std::move(*value)].push_back(&record);
        }
      }
    }
    return index->second;
  }

  // The key that would make copies of this record dedupable, as --key takes it; "" if none would.
  std::string hint(const Record& record) {
    if (copies_of(table_.baseline, record) != 1) return "";
    if (!hint_key_) hint_key_ = unique_key(table_.baseline);
    KeyFields key = *hint_key_;
    if (key.empty()) {
      // No few fields tell all records apart, but all of them together may.
      for (const auto& field : record.fields) key.push_back(field.first);
      if (!is_unique(table_.baseline, key)) return "";
    }
    const bool sayable = std::all_of(key.begin(), key.end(), [](const std::string& field) {
      return !field.empty() && field.find_first_of(",:\\") == std::string::npos;
    });
    if (key.empty() || !sayable) return "";
    return fmt::format("{}:{}", glob_quoted(table_path(table_.path, table_.name)),
                       fmt::join(key, ","));
  }

  // A text that ends in the middle of a line that should be there: one torn line, not one lost and
  // one extra.
  void take_torn_end(Records& strange) {
    if (table_.unit != "line" || !table_.last_found) return;
    const Record end = *table_.last_found;
    const auto here = std::find(strange.begin(), strange.end(), end);
    if (here == strange.end()) return;
    // A line's text is its first field; that its newline is missing is another.
    const std::string& text = end.fields.front().second;
    const auto whole = std::find_if(lost_.begin(), lost_.end(), [&text](const Record& line) {
      return line.fields.front().second.starts_with(text);
    });
    if (whole == lost_.end()) return;
    const std::string& wanted = whole->fields.front().second;
    add(Difference::Class::torn,
        wanted == text ? fmt::format("\"{}\" at the end lacks its newline", text)
                       : fmt::format("ends with \"{}\", expected \"{}\"", text, wanted));
    strange.erase(here);
    lost_.erase(whole);
  }

  // Work done twice often gets a fresh identifier: equal to a record that belongs here but for one
  // field, in which all records of the baseline differ.
  void take_copies_under_new_keys(Records& strange) {
    if (strange.empty() || strange.front().fields.size() < 2) return;
    std::vector<std::string> names;
    for (const auto& field : strange.front().fields) names.push_back(field.first);
    for (const std::string& name : names) {
      if (strange.empty() || !is_unique(table_.baseline, {name})) continue;
      const Records known = without_field(table_.baseline, name);
      std::erase_if(strange, [&](const Record& record) {
        if (!has(known, without_field({record}, name).front())) return false;
        add(Difference::Class::duplicated, describe(record) + " (but for " + name + ")");
        return true;
      });
    }
  }

  const TablePair& table_;
  const Scope& scope_;
  const std::string but_for_;
  const std::vector<KeyFields> keys_;
  Records lost_, surplus_;
  std::map<KeyFields, std::map<KeyValue, std::vector<const Record*>>> indexes_;
  std::optional<KeyFields> hint_key_;
  std::map<std::pair<Difference::Class, bool>, Difference> found_;
  std::vector<Difference>& differences_;
};

const Records nothing;

const Records& table_in(const std::map<std::string, Records>& tables, const std::string& name) {
  const auto found = tables.find(name);
  return found == tables.end() ? nothing : found->second;
}

// Names of tables that differ.
std::set<std::string> unequal_tables(const std::map<std::string, Records>& baseline,
                                     const std::map<std::string, Records>& found) {
  std::set<std::string> unequal;
  for (const auto& [name, records] : baseline) {
    if (table_in(found, name) != records) unequal.insert(name);
  }
  for (const auto& [name, records] : found) {
    if (!records.empty() && !baseline.contains(name)) unequal.insert(name);
  }
  return unequal;
}

// The last record of a file with the fields that are compared.
std::optional<Record> last_record(const Document& document, const std::string& path,
                                  const Scope& scope) {
  if (document.records.empty()) return std::nullopt;
  Document last;
  last.records.push_back(document.records.back());
  const auto tables = tables_of(std::move(last), path, scope);
  return tables.empty() ? std::nullopt : std::optional(tables.begin()->second.front());
}

}  // namespace

std::vector<Difference> compare_documents(const std::string& path, const PreparedDocument& baseline,
                                          Document found,
                                          const std::function<const PreparedDocument*()>& initial,
                                          const Scope& scope) {
  // The usual case by far: other bytes, the same records in the same order.
  if (found.whole && found.records == baseline.document.records) return {};
  std::vector<Difference> differences;
  if (!found.whole) {
    differences.push_back(
        {Difference::Class::torn, path, "file", 1, false, "", {example_line(found.problem)}});
    // That nothing of it can be read says it all.
    if (found.records.empty()) return differences;
  }
  const std::optional<Record> last = last_record(found, path, scope);
  const std::map<std::string, Records> found_tables = tables_of(std::move(found), path, scope);
  const std::set<std::string> unequal = unequal_tables(baseline.tables, found_tables);
  if (unequal.empty()) return differences;
  const PreparedDocument* before = initial();
  for (const std::string& name : unequal) {
    const TablePair table{path,
                          name,
                          baseline.document.unit,
                          table_in(baseline.tables, name),
                          table_in(found_tables, name),
                          before != nullptr ? table_in(before->tables, name) : nothing,
                          last && last->table == name ? &*last : nullptr};
    TableComparison(table, scope, "", differences).run();
  }
  return differences;
}

}  // namespace crashproof
