// Two copies of one command at once.
#pragma once

#include "harness/trial/resume.h"

namespace crashproof {

struct TwoRuns {
  RunOutcome first;
  RunOutcome second;
};

// Starts the second one delay_seconds after the first, and blocks until every process of both is
// gone. Must be called from a single-threaded process without other children. Throws
// std::runtime_error if either could not be run, or if the cell was told to stop.
TwoRuns run_two(const Launch& launch, double delay_seconds, const ResumeLimits& limits);

}  // namespace crashproof
