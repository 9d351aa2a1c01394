// How much work was done twice because of a crash: Events made again, items taken up again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/model/crash_point.h"
#include "harness/model/evidence.h"
#include "harness/model/state.h"
#include "harness/model/trace.h"

namespace crashproof {

// Which workspace-relative paths are items of work. A run takes an item up with the first Event
// that names it, be it an `open` (traces are to be recorded with them) or a change.
struct ItemRules {
  // The user's globs, as in schedules: every path that one of them matches is an item.
  std::vector<std::string> globs;
  // Where there is no glob: these files; see default_items.
  std::vector<std::string> files;

  bool known() const { return !globs.empty() || !files.empty(); }
};

// What is taken for items where the user names none: the inputs (files that were there before the
// crash-free run, which it read and never changed) that a rerun after success does not open again.
// What each run reads, such as the program itself and its settings, is no work. `rerun` is to be
// recorded with Events `open`.
std::vector<std::string> default_items(const std::vector<std::string>& inputs, const Trace& rerun);

// What is taken for items where no input is one: files of the crash-free final state that this run
// made or put in place once each. Files that are written again and again keep account of work.
std::vector<std::string> outputs_made_once(const Trace& trace, const FileTree& final_state);

// The crashed run is `recorded` up to `crashed_at`; of a live run that has a trace of its own, that
// trace up to its last Event. All traces are to be recorded with their bytes.
// - An Event counts if it changes files, or if bytes leave by it (send, output). Two are the same
//   if kind, paths, range, attributes and content are; one with other content (a date in it) is
//   another one, and one that a crash cut in two was not made. As multisets: a resume makes again
//   what the runs of the trial make more often than `uninterrupted` does, so a job that renames its
//   checkpoint once for each item and goes on to do so after the crash makes nothing again.
// - An item counts once for each resume that takes it up after an earlier run of the trial did.
// - It was in flight if some process or thread of an earlier run had taken up no other since. What
//   one was at when it ended is in flight in its parent, until that or a child takes up another.
// `unstable_globs` (of UnstableNames, for paths that differ from run to run) match the temporary
// names that are to be taken for one another. `uninterrupted` is the crash-free run, null if that
// is `recorded`. Linear in the number of Events. Pure.
Redo redo_of(const Trace& recorded, const CrashPoint& crashed_at, const std::vector<Trace>& resumes,
             const ItemRules& rules, const std::vector<std::string>& unstable_globs = {},
             const Trace* uninterrupted = nullptr);

}  // namespace crashproof
