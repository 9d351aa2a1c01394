// A Baseline as JSON, as it stands in the run directory.
#pragma once

#include <string>
#include <string_view>

#include "harness/judge/baseline.h"

namespace crashproof {

// Paths and texts that are no valid UTF-8 are kept exactly.
std::string to_json(const Baseline& baseline);
// Its inverse. Throws std::runtime_error with one line for anything else, other versions included.
Baseline baseline_from_json(std::string_view text);

}  // namespace crashproof
