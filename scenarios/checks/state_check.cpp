// The common frame of the checks of the final state.
#include "scenarios/checks/state_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/model/counted.h"
#include "harness/model/printable.h"
#include "scenarios/checks/resume_ends.h"

namespace crashproof {

std::string described(const Difference& difference) {
  std::string text =
      fmt::format("{}: {} {}", difference.path, counted(difference.count, difference.unit),
                  name_of(difference.what));
  if (!difference.examples.empty()) text += ", e.g. " + difference.examples.front();
  if (!difference.dedup_hint.empty()) {
    text += fmt::format(" (dedupable with --key {})", shell_quoted(difference.dedup_hint));
  }
  return text;
}

std::string described(const std::vector<const Difference*>& differences) {
  const auto largest =
      std::max_element(differences.begin(), differences.end(),
                       [](const auto* a, const auto* b) { return a->count < b->count; });
  std::string text = described(**largest);
  if (differences.size() > 1) text += fmt::format("; and {} more", differences.size() - 1);
  return text;
}

std::string why_no_trial(const Evidence& evidence) {
  if (!evidence.trouble.empty()) return evidence.trouble;
  if (!evidence.fault_happened) return "the fault did not happen";
  return "";
}

Verdict judge_state(std::string_view check, const Evidence& evidence, const CheckLimits& limits,
                    bool (*breaks)(const Difference& difference)) {
  const auto verdict = [check](Outcome outcome, std::string reason) {
    return Verdict{std::string(check), outcome, std::move(reason)};
  };
  if (const std::string why = why_no_trial(evidence); !why.empty()) {
    return verdict(Outcome::inconclusive, why);
  }
  if (resume_ends().judge(evidence, limits).outcome == Outcome::violated) {
    return verdict(Outcome::inconclusive, "the resume did not end well");
  }
  if (!evidence.state_read) return verdict(Outcome::inconclusive, "the final state was not read");

  std::vector<const Difference*> broken;
  for (const Difference& difference : evidence.differences) {
    if (breaks(difference)) broken.push_back(&difference);
  }
  if (broken.empty()) return verdict(Outcome::holds, "");
  return verdict(Outcome::violated, described(broken));
}

}  // namespace crashproof
