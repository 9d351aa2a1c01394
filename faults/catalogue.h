// Every fault and change that Crashproof knows how to describe: one file and one line here each.
#pragma once

#include <string>
#include <vector>

#include "harness/model/fault.h"

namespace crashproof {

const std::vector<Fault>& fault_catalogue();

// One line that says what is wrong with a step: a name that is not in the catalogue, a time that
// does not suit it ("clock is a change: write clock[…]@resume1"), a parameter. "" if nothing is.
std::string problem_with(const ScheduleStep& step);

}  // namespace crashproof
