// Counts Events, lists paths, and compares databases record by record.
#include "harness/campaign/resume_work.h"

#include <algorithm>
#include <set>

namespace crashproof {
namespace {

constexpr std::size_t most_groups = 6;
constexpr std::size_t most_records = 400;  // of a database that is small
constexpr std::size_t most_others = 4;

using Values = std::set<std::string>;
using Fields = std::set<std::string>;
// Table and field.
using Column = std::pair<std::string, std::string>;

void add_once(const std::string& path, std::set<std::string>& known,
              std::vector<std::string>& paths) {
  const bool outside = path.empty() || path.front() == '/';
  if (outside || paths.size() == ResumeWork::most_paths || !known.insert(path).second) return;
  paths.push_back(path);
}

const std::string* value_of(const Record& record, const std::string& field) {
  const auto found = std::ranges::find(
      record.fields, field, [](const auto& named) -> const auto& { return named.first; });
  return found == record.fields.end() ? nullptr : &found->second;
}

std::map<Column, Values> columns_of(const Document& document) {
  std::map<Column, Values> columns;
  for (const Record& record : document.records) {
    for (const auto& [field, value] : record.fields) columns[{record.table, field}].insert(value);
  }
  return columns;
}

Fields set_aside_in(const std::string& path, const std::string& table, const Baseline& baseline) {
  const auto found = baseline.set_aside.find(path + "#" + table);
  return found == baseline.set_aside.end() ? Fields{} : found->second;
}

Record without(const Fields& fields, Record record) {
  std::erase_if(record.fields, [&](const auto& named) { return fields.contains(named.first); });
  return record;
}

// What one database tells: the records that stayed and belong to no crash-free end.
class StuckGroups {
 public:
  StuckGroups(std::string path, const Baseline& baseline, const Document& before,
              const Document& after, const Document& final)
      : path_(std::move(path)),
        before_(before),
        columns_before_(columns_of(before)),
        columns_final_(columns_of(final)) {
    const std::set<Record> stayed(after.records.begin(), after.records.end());
    std::set<Record> belong;
    for (const Record& record : final.records) {
      belong.insert(without(set_aside_in(path_, record.table, baseline), record));
    }
    for (const Record& record : before.records) {
      const Fields aside = set_aside_in(path_, record.table, baseline);
      if (!stayed.contains(record) || belong.contains(without(aside, record))) continue;
      for (const auto& [field, value] : record.fields) {
        if (!aside.contains(field)) count(record.table, field, value);
      }
    }
  }

  std::vector<StuckRecords> take() {
    std::vector<StuckRecords> groups;
    for (auto& [key, group] : groups_) groups.push_back(std::move(group));
    std::ranges::stable_sort(groups, {}, [this](const StuckRecords& group) {
      return columns_before_[{group.table, group.field}].size();
    });
    if (groups.size() > most_groups) groups.resize(most_groups);
    for (StuckRecords& group : groups) find_others(group);
    return groups;
  }

 private:
  void count(const std::string& table, const std::string& field, const std::string& value) {
    if (columns_final_[{table, field}].contains(value)) return;
    StuckRecords& group = groups_[{table, field, value}];
    if (group.count++ == 0) group = {path_, table, field, value, 1, {}};
  }

  // Values of the same field in other records. What no record ends with either is where such a
  // record came from, rather than where it goes, and stands first.
  void find_others(StuckRecords& group) {
    for (const Record& record : before_.records) {
      const std::string* other =
          record.table == group.table ? value_of(record, group.field) : nullptr;
      const bool is_new = other != nullptr && *other != group.value &&
                          std::ranges::find(group.others, *other) == group.others.end();
      if (is_new && group.others.size() < most_others) group.others.push_back(*other);
    }
    std::ranges::stable_partition(group.others, [&](const std::string& other) {
      return !columns_final_[{group.table, group.field}].contains(other);
    });
  }

  std::string path_;
  const Document& before_;
  std::map<Column, Values> columns_before_;
  std::map<Column, Values> columns_final_;
  std::map<std::tuple<std::string, std::string, std::string>, StuckRecords> groups_;
};

}  // namespace

ResumeWork work_of(const std::vector<Trace>& resumes) {
  ResumeWork work;
  std::set<std::string> read;
  std::set<std::string> changed;
  for (const Trace& resume : resumes) {
    for (const Event& event : resume.events) {
      if (event.kind == EventKind::open) {
        add_once(event.path, read, work.reads);
      } else if (changes_files(event.kind)) {
        ++work.events;
        add_once(event.path, changed, work.changes);
        add_once(subject_path(event), changed, work.changes);
      }
    }
  }
  return work;
}

StuckRecordFinder::StuckRecordFinder(const Baseline& baseline, Documents& documents)
    : baseline_(baseline), documents_(documents) {}

StuckRecordFinder::Databases StuckRecordFinder::read(const std::string& root) {
  Databases databases;
  for (const auto& [companion, database] : baseline_.companions) {
    if (databases.contains(database)) continue;
    if (auto document = documents_.in(root, database, false)) {
      databases.emplace(database, std::move(*document));
    }
  }
  return databases;
}

void StuckRecordFinder::look_before(const std::string& root) {
  before_ = read(root);
}

std::vector<DatabaseState> StuckRecordFinder::small_before() const {
  std::vector<DatabaseState> small;
  for (const auto& [path, document] : before_) {
    if (document.records.size() <= most_records) small.push_back({path, document.records});
  }
  return small;
}

std::vector<StuckRecords> StuckRecordFinder::stuck_in(const std::string& root) {
  const Databases after = read(root);
  std::vector<StuckRecords> all;
  for (const auto& [path, before] : before_) {
    const auto there = after.find(path);
    const std::optional<Document> final = documents_.crash_free(path);
    if (there == after.end() || !final) continue;
    std::ranges::move(StuckGroups(path, baseline_, before, there->second, *final).take(),
                      std::back_inserter(all));
  }
  if (all.size() > most_groups) all.resize(most_groups);
  return all;
}

}  // namespace crashproof
