// Items of work: the units in which a user counts what a crash makes a job do again.
#pragma once

#include <string>
#include <vector>

#include "harness/model/state.h"
#include "harness/model/trace.h"

namespace crashproof {

// Which workspace-relative paths are items of work.
struct ItemRules {
  // The user's globs, as in schedules: every path that one of them matches is an item.
  std::vector<std::string> globs;
  // Where there is no glob: these files; see default_items.
  std::vector<std::vector<std::string>> groups;

  bool known() const { return !globs.empty() || !groups.empty(); }
};

// What is taken for items where the user names none, out of `inputs`: files that were there before
// the crash-free run, which it read and never changed.
// - The inputs that a rerun after success does not open at all. What each run reads, such as the
//   program itself and its settings, is no work.
// - If there are none, two groups, each of which may be missing: the inputs that the crash-free run
//   opens more often than a rerun after success does (which looks at all of them, to see that
//   nothing is to be done), and outputs_made_once. Which of these shows work done twice depends on
//   the job, so they are counted apart.
// Both runs are to be recorded with Events `open`.
std::vector<std::vector<std::string>> default_items(const std::vector<std::string>& inputs,
                                                    const Trace& trace, const Trace& rerun,
                                                    const FileTree& final_state);

// Files of the crash-free final state that this run made or put in place once each. Files that are
// written again and again keep account of work.
std::vector<std::string> outputs_made_once(const Trace& trace, const FileTree& final_state);

// True for Events that make a file, put it in place or begin it anew.
bool makes_file(EventKind kind);

}  // namespace crashproof
