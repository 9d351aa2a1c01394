// Verdicts of all checks on one piece of Evidence, and the one that counts.
#pragma once

#include <vector>

#include "harness/model/check.h"
#include "harness/model/evidence.h"
#include "harness/model/verdict.h"

namespace crashproof {

// In the order of the checks; those that do not apply to this Evidence give no verdict.
std::vector<Verdict> judge(const Evidence& evidence, const std::vector<Check>& checks,
                           const CheckLimits& limits);

// Violated > Inconclusive > Holds; no verdict at all is Inconclusive.
Outcome overall(const std::vector<Verdict>& verdicts);

}  // namespace crashproof
