// Which crash points leave states that no resume can tell apart.
#pragma once

#include <vector>

#include "harness/model/crash_point.h"
#include "harness/model/trace.h"

namespace crashproof {

// One state to try, for all the points that leave it.
struct CrashStateClass {
  CrashPoint representative;      // the first of them
  std::vector<CrashPoint> equal;  // the others, in order

  bool operator==(const CrashStateClass&) const = default;
};

// True for each Event after which a resume could observe another tree of files. Beside the kinds
// for which changes_files() is false, these leave everything, times included, as it was: a write
// of no bytes; a rename or exchange of a name with itself; and whatever happens to an unnamed file
// (O_TMPFILE) before a link names it, since it vanishes with the process that holds it.
std::vector<bool> observable_events(const Trace& trace);

// Two points are equal if no Event between them is observable; a cut equals nothing else, unless
// the write that it cuts is not observable. Order is kept; each point is in exactly one class.
std::vector<CrashStateClass> distinct_states(const Trace& trace,
                                             const std::vector<CrashPoint>& points);

}  // namespace crashproof
