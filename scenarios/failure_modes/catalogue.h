// Every failure mode, in the order in which their recognisers are asked.
#pragma once

#include <string_view>
#include <vector>

#include "harness/model/failure_mode.h"

namespace crashproof {

const std::vector<FailureMode>& failure_modes();
// Null if there is none of that code.
const FailureMode* failure_mode_named(std::string_view code);

}  // namespace crashproof
