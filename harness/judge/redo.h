// How much work was done twice because of a crash: Events made again, items taken up again.
#pragma once

#include <string>
#include <vector>

#include "harness/judge/items.h"
#include "harness/model/crash_point.h"
#include "harness/model/evidence.h"
#include "harness/model/trace.h"

namespace crashproof {

// What the runs of a trial are held against.
struct RedoRules {
  ItemRules items;
  // Of UnstableNames, for paths that differ from run to run: they match the temporary names that
  // are to be taken for one another.
  std::vector<std::string> unstable_globs;
  // The crash-free run; null if that is the run that crashed.
  const Trace* uninterrupted = nullptr;
  // A rerun after success; null if it was not recorded.
  const Trace* rerun = nullptr;
};

// The crashed run is `recorded` up to `crashed_at`; of a live run that has a trace of its own, that
// trace up to its last Event. All traces are to be recorded with their bytes.
// - An Event counts if it changes files, or if bytes leave by it (send, output). Two are the same
//   if kind, paths, range, attributes and content are; one with other content (a date in it) is
//   another one, and one that a crash cut in two was not made. As multisets: a resume makes again
//   what the runs of the trial make more often than `uninterrupted` does, so a job that renames its
//   checkpoint once for each item and goes on to do so after the crash makes nothing again.
// - Items are counted as items_redone says.
// Linear in the number of Events. Pure.
Redo redo_of(const Trace& recorded, const CrashPoint& crashed_at, const std::vector<Trace>& resumes,
             const RedoRules& rules);

}  // namespace crashproof
