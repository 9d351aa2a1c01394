// Judged by what the power cut left, not by the final state: that a rerun makes it again does not
// help those who were told before.
#include "scenarios/checks/keeps_promises.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/model/printable.h"
#include "scenarios/checks/state_check.h"

namespace crashproof {
namespace {

constexpr std::string_view name = "keeps-promises";

Verdict verdict(Outcome outcome, std::string reason) {
  return {std::string(name), outcome, std::move(reason)};
}

// The promise reads "KIND(…)".
bool applies(const Evidence& evidence, const CheckLimits& limits) {
  return std::ranges::any_of(limits.promises, [&](EventKind kind) {
    return evidence.promise.starts_with(fmt::format("{}(", name_of(kind)));
  });
}

Verdict judge(const Evidence& evidence, const CheckLimits&) {
  if (const std::string why = why_no_trial(evidence); !why.empty()) {
    return verdict(Outcome::inconclusive, why);
  }
  if (evidence.broken_promises.empty()) return verdict(Outcome::holds, "");
  std::vector<const Difference*> broken;
  for (const Difference& difference : evidence.broken_promises) broken.push_back(&difference);
  return verdict(Outcome::violated, fmt::format("gone although {} came after it: {}",
                                                printable(evidence.promise), described(broken)));
}

}  // namespace

Check keeps_promises() {
  return {name, "what was done before a message left survives a power cut", judge, applies};
}

}  // namespace crashproof
