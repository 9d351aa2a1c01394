// Findings of faults that a plain kill at the same place would not have made.
#pragma once

#include "scenarios/failure_modes/counterfactual.h"

namespace crashproof::modes {

// The kill at the position of the schedule's first step, and nothing else.
CrashSchedule plain_kill(const Case& c);

// A diagnosis of this code, proved by the plain kill passing; nullopt if that fails as well, is not
// known yet, or came to no verdict.
std::optional<Diagnosis> only_beyond_a_kill(Case& c, std::string_view code, std::string therefore);

}  // namespace crashproof::modes
