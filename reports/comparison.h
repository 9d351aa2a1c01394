// What `crashproof compare` says of two runs.
#pragma once

#include <string>

#include "harness/model/run_comparison.h"

namespace crashproof::reports {

// For people. The reports are those that were compared.
std::string comparison_text(const RunComparison& comparison, const Report& before,
                            const Report& after);

// For programs: one ASCII JSON object a line, like the `json` format.
std::string comparison_json(const RunComparison& comparison, const Report& before,
                            const Report& after);

}  // namespace crashproof::reports
