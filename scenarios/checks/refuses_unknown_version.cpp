// Judged by what became of the file, not by the final state: what a fresh start makes again may be
// right here, and the progress of the other version is gone all the same.
#include "scenarios/checks/refuses_unknown_version.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/model/printable.h"
#include "scenarios/checks/schedule_steps.h"
#include "scenarios/checks/state_check.h"

namespace crashproof {
namespace {

constexpr std::string_view name = "refuses-unknown-version";

Verdict verdict(Outcome outcome, std::string reason) {
  return {std::string(name), outcome, std::move(reason)};
}

bool applies(const Evidence& evidence, const CheckLimits&) {
  return std::ranges::any_of(steps_of(evidence),
                             [](const ScheduleStep& step) { return step.fault == "version"; });
}

Verdict judge(const Evidence& evidence, const CheckLimits&) {
  if (const std::string why = why_no_trial(evidence); !why.empty()) {
    return verdict(Outcome::inconclusive, why);
  }
  if (evidence.overwritten.empty()) return verdict(Outcome::holds, "");
  return verdict(Outcome::violated,
                 fmt::format("{} is of an unknown version, and is written over without a word",
                             printable(evidence.overwritten)));
}

}  // namespace

Check refuses_unknown_version() {
  return {name, "a state file of an unknown version is refused, and nothing is changed", judge,
          applies};
}

}  // namespace crashproof
