// What was done to a trial, for checks that some faults change the meaning of.
#pragma once

#include <vector>

#include "harness/model/evidence.h"
#include "harness/model/schedule.h"

namespace crashproof {

// The steps of the Evidence's schedule; none if it cannot be read.
std::vector<ScheduleStep> steps_of(const Evidence& evidence);

// A fault comes back in each run, as a poisoned item does.
bool strikes_every_run(const Evidence& evidence);

}  // namespace crashproof
