// What one run in a cell of its own finds out.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "harness/campaign/surroundings.h"
#include "harness/trial/sandbox.h"

namespace crashproof {

// Calls `find_out` in a new cell, with the plan of a first worker's sandbox, and returns what it
// returns; texts may hold any bytes. Throws Interrupted, and std::runtime_error with the text of
// what `find_out` throws, or that `what` ("the crash-free run") has ended early.
nlohmann::json answer_of_cell(const Surroundings& surroundings, const std::string& what,
                              const std::function<nlohmann::json(const SandboxPlan&)>& find_out);

}  // namespace crashproof
