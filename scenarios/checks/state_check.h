// What all checks of the final state share: when they cannot say anything, and how they say it.
#pragma once

#include <string>
#include <string_view>

#include "harness/model/evidence.h"
#include "harness/model/verdict.h"

namespace crashproof {

// Why a Trial says nothing about any promise: trouble on our side, or no fault. "" if it does.
std::string why_no_trial(const Evidence& evidence);

// Violated if one of the Differences breaks the promise; the reason tells the largest of them with
// an example and counts the rest. Inconclusive if there is no trial, the state was not read, or
// the resume did not end well, which resume-ends tells.
Verdict judge_state(std::string_view check, const Evidence& evidence,
                    bool (*breaks)(const Difference& difference));

}  // namespace crashproof
