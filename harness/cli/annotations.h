// What the CI system that runs us reads besides the report.
#pragma once

#include "harness/model/report.h"

namespace crashproof::cli {

// In a step of GitHub's: annotations go to stdout, and a page to the step's summary, as far as
// there are report formats for them. Elsewhere nothing. Throws std::system_error.
void annotate(const Report& report);

}  // namespace crashproof::cli
