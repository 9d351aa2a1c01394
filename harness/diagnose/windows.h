// Contiguous failing crash points that fail alike: one Finding each, until causes are named.
#pragma once

#include <vector>

#include "harness/model/finding.h"
#include "harness/model/judged_trial.h"

namespace crashproof {

// Trials fail alike if they are of one coarse kind, the first that fits: the resume hangs, it
// fails, something is lost or torn, duplicated, extra. Trials without a point (several steps)
// become a Finding each, after all others. Points that were not tried, or without a verdict, do not
// break a window; points that pass do, and so do points that fail in another way. Cuts of a write
// form windows of their own when the gaps around the write pass or fail in another way; cuts of one
// write stay together however they fail. Returned in order of the trace; every Finding::status is
// `replayed` until a live kill has been tried.
std::vector<Finding> failing_windows(const std::vector<JudgedTrial>& trials);

// Failing power cuts of one model: one Finding for those of a kind that damage files of the same
// directory, or, if the resume does not end, in which the same sort of change did not survive.
// Paths that differ in numbers alone are the same. The example is the simplest. In no order of the
// trace.
std::vector<Finding> failing_power_cuts(const std::vector<JudgedTrial>& trials);

}  // namespace crashproof
