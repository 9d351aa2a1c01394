// Three trials and a control.
#include "scenarios/failure_modes/crossed.h"

#include <sys/stat.h>

#include <algorithm>

#include "scenarios/failure_modes/changed_records.h"

namespace crashproof::modes {
namespace {

constexpr const char* undone_words = "A undone, at the end of the window";
constexpr const char* swapped_words = "the other order: B done, A not";

bool lies_below(const std::string& path, const std::string& directory) {
  return path.starts_with(directory + "/");
}

// A file that has nothing to do with it, but was changed before: putting it back must not heal.
const FileHistory* bystander(const Case& c, const Crossed& crossed, std::uint64_t gap) {
  const auto found = std::ranges::find_if(c.ground().files, [&](const FileHistory& file) {
    const FileVersion* version = version_at(file, gap);
    const bool part =
        lies_below(crossed.a->path, file.path) || lies_below(crossed.b->path, file.path);
    return &file != crossed.a && &file != crossed.b && !part && version != nullptr &&
           version->present && version->whole <= gap && file.role != Role::temporary;
  });
  return found == c.ground().files.end() ? nullptr : &*found;
}

bool moves_a_directory(const Case& c, std::optional<std::uint64_t> event) {
  const Event& what = c.trace().events[*event];
  return what.kind == EventKind::rename && S_ISDIR(what.mode);
}

std::uint64_t gap_before_version(const FileHistory& file, std::uint64_t gap) {
  const FileVersion* version = version_at(file, gap);
  return version == nullptr || version->from == 0 ? 0 : version->from - 1;
}

void cross_files(Case& c, const Window& window, Crossed& crossed) {
  const std::uint64_t before_a = *window.opener;
  const std::uint64_t after_b = *window.closer + 1;
  const CrashPoint end{*window.closer, std::nullopt};
  Prover prover(c);
  crossed.undone = prover.try_it(killed_at(c, end, as_of(c, *crossed.a, before_a)), undone_words);
  crossed.applied = moves_a_directory(c, window.closer)
                        ? Effect::none
                        : prover.try_it(killed_at(c, window.first, as_of(c, *crossed.b, after_b)),
                                        "B done, at the start of the window");
  crossed.swapped = prover.try_it(
      killed_at(c, {after_b, std::nullopt}, as_of(c, *crossed.a, before_a)), swapped_words);
  if (const FileHistory* other = bystander(c, crossed, end.after)) {
    crossed.control =
        prover.try_it(killed_at(c, end, as_of(c, *other, gap_before_version(*other, end.after))),
                      "a control, " + other->path + " undone instead");
  }
  crossed.proofs = prover.take();
}

std::vector<std::string> tables_of(const std::vector<ChangedRecord>& changes) {
  std::vector<std::string> tables;
  for (const ChangedRecord& change : changes) {
    if (std::ranges::find(tables, change.table()) == tables.end()) tables.push_back(change.table());
  }
  return tables;
}

// Two tables of one database: the records of A are taken back one by one.
bool cross_records(Case& c, const Window& window, Crossed& crossed) {
  const std::string& database = crossed.a->path;
  const auto claimed = changed_records(c, database, *window.opener, *window.opener + 1);
  const std::vector<Record>* at_end = records_at(c, database, *window.closer);
  const std::vector<Record>* after = records_at(c, database, *window.closer + 1);
  if (!claimed || at_end == nullptr || after == nullptr) return false;
  const auto at_window_end = undoing(*claimed, database, *at_end);
  const auto after_window = undoing(*claimed, database, *after);
  if (!at_window_end || !after_window) return false;
  Prover prover(c);
  crossed.undone =
      prover.try_it(killed_at(c, {*window.closer, std::nullopt}, *at_window_end), undone_words);
  crossed.swapped =
      prover.try_it(killed_at(c, {*window.closer + 1, std::nullopt}, *after_window), swapped_words);
  crossed.proofs = prover.take();
  return true;
}

}  // namespace

std::string common_database(const Crossed& crossed) {
  return crossed.a == crossed.b && !crossed.a->companions.empty() ? crossed.a->path : "";
}

bool is_damaged(const Finding& finding, const std::string& name) {
  return std::ranges::any_of(finding.example.differences, [&](const Difference& difference) {
    return difference.what != Difference::Class::litter &&
           (difference.path == name || difference.path.starts_with(name + "#"));
  });
}

ChangedTables changed_tables(Case& c) {
  const Window window = window_of(c);
  const FileHistory* file = file_of_event(c, window.opener);
  if (file == nullptr || file->companions.empty() || file != file_of_event(c, window.closer)) {
    return {};
  }
  const auto first = changed_records(c, file->path, *window.opener, *window.opener + 1);
  const auto last = changed_records(c, file->path, *window.closer, *window.closer + 1);
  if (!first || !last) return {};
  return {tables_of(*first), tables_of(*last)};
}

namespace {

// Of several tables the one that the finding is about.
std::string telling_name(const Finding& finding, const std::string& database,
                         const std::vector<std::string>& tables) {
  for (const std::string& table : tables) {
    if (is_damaged(finding, database + "#" + table)) return database + "#" + table;
  }
  return database + "#" + tables.front();
}

}  // namespace

std::optional<Crossed> cross(Case& c) {
  const Window window = window_of(c);
  Crossed crossed;
  crossed.a = file_of_event(c, window.opener);
  crossed.b = file_of_event(c, window.closer);
  if (crossed.a == nullptr || crossed.b == nullptr) return std::nullopt;
  // What lies in a directory would have to be put back as well.
  if (moves_a_directory(c, window.opener)) return std::nullopt;
  crossed.a_name = crossed.a->path;
  crossed.b_name = crossed.b->path;
  if (crossed.a != crossed.b) {
    cross_files(c, window, crossed);
    return crossed;
  }
  const ChangedTables tables = changed_tables(c);
  if (tables.by_opener.empty() || tables.by_closer.empty()) return std::nullopt;
  if (tables.by_opener == tables.by_closer) return std::nullopt;
  if (!cross_records(c, window, crossed)) return std::nullopt;
  crossed.a_name = telling_name(c.finding(), crossed.a->path, tables.by_opener);
  crossed.b_name = telling_name(c.finding(), crossed.b->path, tables.by_closer);
  return crossed;
}

}  // namespace crashproof::modes
