// From text to the values of the gate's settings; each throws UsageError with the source in front.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/settings.h"

namespace crashproof::cli {

// "60s", "5m", "1.5h"; seconds, more than 0.
double duration_of(const Given& given);
// "80%"; from 0 to 1.
double share_of(const Given& given);
// What findings can be called: the codes of the failure modes, and "unclassified".
std::vector<std::string> finding_codes();
// Known codes; a value may hold several with commas between.
std::vector<std::string> codes_of(const Given& given);
// Values "CODE[ until DATE]=REASON".
std::vector<Allowance> allowances_of(const Given& given);
// Throws UsageError that begins with Allowance::place for what no finding can be.
void check_allowance(const Allowance& allowance);

}  // namespace crashproof::cli
