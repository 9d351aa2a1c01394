// Records that differ are matched by the field that tells records of their table apart.
#include "scenarios/failure_modes/changed_records.h"

#include <algorithm>
#include <set>
#include <utility>

#include "harness/model/change_parameter.h"
#include "scenarios/failure_modes/counterfactual.h"

namespace crashproof::modes {
namespace {

constexpr std::size_t most_changes = 24;

std::vector<Record> missing_from(const std::vector<Record>& all, const std::vector<Record>& in) {
  std::multiset<Record> left(in.begin(), in.end());
  std::vector<Record> missing;
  for (const Record& record : all) {
    const auto found = left.find(record);
    if (found == left.end()) {
      missing.push_back(record);
    } else {
      left.erase(found);
    }
  }
  return missing;
}

// The number of the first field whose values tell the records of the table apart.
std::optional<std::size_t> telling_field(const std::vector<Record>& all, const std::string& table) {
  std::size_t fields = 0;
  for (const Record& record : all) {
    if (record.table == table) fields = std::max(fields, record.fields.size());
  }
  for (std::size_t field = 0; field < fields; ++field) {
    std::set<std::string> seen;
    const bool tells = std::ranges::all_of(all, [&](const Record& record) {
      return record.table != table ||
             (field < record.fields.size() && seen.insert(record.fields[field].second).second);
    });
    if (tells) return field;
  }
  return std::nullopt;
}

std::vector<ChangedRecord> matched(std::vector<Record> gone, const std::vector<Record>& come,
                                   const std::vector<Record>& all) {
  std::vector<ChangedRecord> changes;
  for (const Record& after : come) {
    const std::optional<std::size_t> field = telling_field(all, after.table);
    const auto before = std::ranges::find_if(gone, [&](const Record& record) {
      return field && record.table == after.table && record.fields.size() == after.fields.size() &&
             record.fields[*field] == after.fields[*field];
    });
    ChangedRecord change{std::nullopt, after};
    if (before != gone.end()) {
      change.before = std::move(*before);
      gone.erase(before);
    }
    changes.push_back(std::move(change));
  }
  for (Record& before : gone) changes.push_back({std::move(before), std::nullopt});
  return changes;
}

ScheduleStep rows_step(RecordEdit edit) {
  Position down;
  down.edge = Position::Edge::down;
  return {"rows", to_string(edit), 1, down};
}

}  // namespace

const std::vector<Record>* records_at(Case& c, const std::string& database, std::uint64_t gap) {
  const JudgedTrial* trial = c.ask(killed_at(c, {gap, std::nullopt}));
  if (trial == nullptr || !trial->evidence.work) return nullptr;
  const auto& databases = trial->evidence.work->databases;
  const auto found = std::ranges::find(databases, database, &DatabaseState::path);
  if (found != databases.end()) return &found->records;
  // Before the run has made it there are no records; a large one was left out.
  static const std::vector<Record> none;
  const FileHistory* file = history_of(c, database);
  return file == nullptr || is_present_at(*file, gap) ? nullptr : &none;
}

std::optional<std::vector<ChangedRecord>> changed_records(Case& c, const std::string& database,
                                                          std::uint64_t from_gap,
                                                          std::uint64_t to_gap) {
  const std::vector<Record>* before = records_at(c, database, from_gap);
  const std::vector<Record>* after = records_at(c, database, to_gap);
  if (before == nullptr || after == nullptr) return std::nullopt;
  return matched(missing_from(*before, *after), missing_from(*after, *before), *after);
}

std::optional<std::vector<ScheduleStep>> undoing(const std::vector<ChangedRecord>& changes,
                                                 const std::string& database,
                                                 const std::vector<Record>& all) {
  std::vector<ScheduleStep> steps;
  if (changes.empty() || changes.size() > most_changes) return std::nullopt;
  for (const ChangedRecord& change : changes) {
    // A new table may stay, empty: what matters is what it holds.
    if (change.table() == "sqlite_schema" && change.after && !change.before) continue;
    const bool of_schema = change.table() == "sqlite_schema" || change.table() == "pragma";
    if (!change.after || of_schema) return std::nullopt;
    const std::optional<std::size_t> key = telling_field(all, change.table());
    if (!key) return std::nullopt;
    const auto& [field, value] = change.after->fields[*key];
    if (!change.before) {
      steps.push_back(rows_step({database, change.table(), field, value, std::nullopt, ""}));
      continue;
    }
    for (std::size_t i = 0; i < change.after->fields.size(); ++i) {
      if (change.before->fields[i] == change.after->fields[i]) continue;
      steps.push_back(rows_step({database, change.table(), field, value,
                                 change.before->fields[i].second, change.before->fields[i].first}));
    }
  }
  if (steps.empty()) return std::nullopt;
  return steps;
}

}  // namespace crashproof::modes
