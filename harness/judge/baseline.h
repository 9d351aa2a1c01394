// What crash-free runs leave, and which parts of it they do not agree on.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/state.h"
#include "harness/model/state_reader.h"
#include "harness/model/subject.h"
#include "harness/model/trace.h"

namespace crashproof {

// The state that one run left: raw entries, and documents on demand (nullopt: compared by bytes).
// Both crash-free runs read a path by the same reader, which choose_reader picks from the first.
// `document` may be called repeatedly, for regular files only.
struct StateView {
  FileTree tree;
  std::function<std::optional<Document>(const std::string& path)> document;
  // StateReader::companions of the reader of this path. May be empty where no format has any.
  std::function<std::vector<std::string>(const std::string& path)> companions;
  std::string command_output;  // of Subject::state_command; "" if none
};

// The path under which differences of Subject::state_command's output are told. It is no file, so
// `document` is never asked for it: the output is compared as lines.
inline constexpr std::string_view state_command_path = "(state command)";

inline constexpr std::string_view permissions_field = "(permissions)";

struct Baseline {
  FileTree initial;
  FileTree final;
  std::string command_output;
  // What two crash-free runs do not agree on, hence not compared. Path -> field names: "" for the
  // whole content, which is then compared only by existence, and permissions_field for the mode.
  // Tables are "path#table".
  std::map<std::string, std::set<std::string>> set_aside;
  // One line a set-aside part, and one a file whose records come in another order, for reports.
  std::vector<std::string> reasons;
  // Paths that the crash-free run made and removed again, and globs of those with random names.
  std::set<std::string> transient_globs;
  // Companion file of a database -> the database, by which it is read; not compared alone. Holds
  // the possible ones, whether or not the crash-free run left them.
  std::map<std::string, std::string> companions;
  // How a rerun after success ends where it changes nothing: its exit code is accepted from
  // resumes whose final state is right. 0 unless it exits otherwise ("nothing to commit").
  int rerun_code = 0;
  bool rerun_changes_nothing = true;
  double seconds = 0;  // of the slower crash-free run; the caller's to fill in, like the two above

  bool operator==(const Baseline&) const = default;
};

// Why crash-free runs are no baseline: one line each.
struct BaselineProblem {
  std::string what;
  std::string what_to_do;
};

// Compares two crash-free runs from the same start and sets aside what differs: order of records,
// volatile fields, and as a last resort whole contents. Names that differ, or nothing left to
// compare, are a problem. Rules' ignores and states are applied to all trees, so the trees of the
// Baseline hold compared paths only. Throws what the views' callbacks throw.
struct Assessment {
  Baseline baseline;
  std::optional<BaselineProblem> problem;
};
Assessment assess_baseline(const FileTree& initial, const StateView& first, const StateView& second,
                           const Trace& trace, const Trace* second_trace,
                           const ComparisonRules& rules);

}  // namespace crashproof
