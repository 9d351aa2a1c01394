// What all checks of the final state share: when they cannot say anything, and how they say it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/model/check.h"
#include "harness/model/evidence.h"
#include "harness/model/verdict.h"

namespace crashproof {

// Why a Trial says nothing about any promise: trouble on our side, or no fault. "" if it does.
std::string why_no_trial(const Evidence& evidence);

// "out.csv: 2 rows lost, e.g. id=7": one line.
std::string described(const Difference& difference);
// The largest of them, described, with a count of the rest. `differences` is not empty.
std::string described(const std::vector<const Difference*>& differences);

// Violated if one of the Differences breaks the promise; the reason tells the largest of them with
// an example and counts the rest. Inconclusive if there is no trial, the state was not read, or
// the resume did not end well, which resume-ends tells.
Verdict judge_state(std::string_view check, const Evidence& evidence, const CheckLimits& limits,
                    bool (*breaks)(const Difference& difference));

}  // namespace crashproof
