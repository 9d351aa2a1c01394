// The last exercise: a job of the student's own. It is audited, and nobody grades it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/learn/assessment.h"
#include "harness/learn/auditor.h"
#include "harness/learn/workshop.h"

namespace crashproof::learn {

// The headings ("## …") of a text below which nothing is written. Pure.
std::vector<std::string> unanswered_headings(std::string_view text);

// Audits as the crashproof.toml in the student's folder says. Passed once an audit has come to
// verdicts, whatever they are, and something is written below each question of answers.md. Throws
// Interrupted, and UsageError for settings that are wrong.
Assessment check_own_job(const Exercise& exercise, const Workshop& workshop,
                         const Auditor& auditor);

}  // namespace crashproof::learn
