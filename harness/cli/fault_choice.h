// The faults that people name, in options and in schedules, looked up in the catalogue.
#pragma once

#include <string>
#include <vector>

#include "harness/campaign/campaign.h"
#include "harness/model/fault.h"

namespace crashproof::cli {

// "NAME" or "NAME[PARAMETER]". Throws std::invalid_argument with one line for anything else, for an
// unknown name, and for a parameter that the fault does not take.
FaultChoice parse_fault_choice(const std::string& text);

// One line that says what is wrong with a step of a schedule, "" if nothing is.
std::string problem_of_step(const ScheduleStep& step);

}  // namespace crashproof::cli
