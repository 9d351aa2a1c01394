// Runs the subject once, unrecorded, to its end or its time limit. Without Pins it is free of any
// tracer.
#pragma once

#include "harness/model/evidence.h"
#include "harness/record/launch.h"

namespace crashproof {

struct ResumeLimits {
  double limit_seconds = 0;           // 0: none
  double leftover_grace_seconds = 1;  // for processes that outlive the first one
};

// Blocks until every process of the run is gone. stdout and stderr of `launch` are replaced by a
// file of our own, whose last 4 KiB the outcome holds; with stdout_fd >= 0 stdout goes there.
// With Launch::pins it runs under a tracer that stops it for those alone, and the process must have
// no other children. Throws std::system_error if the program cannot be started, std::runtime_error
// if the cell was told to stop.
RunOutcome run_to_end(Launch launch, const ResumeLimits& limits, int stdout_fd = -1);

}  // namespace crashproof
