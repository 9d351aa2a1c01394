// Asked only where the schedule asks the job to stop.
#include "scenarios/checks/stops_in_time.h"

#include <fmt/format.h>

#include "scenarios/checks/state_check.h"

namespace crashproof {
namespace {

constexpr std::string_view name = "stops-in-time";

Verdict verdict(Outcome outcome, std::string reason) {
  return {std::string(name), outcome, std::move(reason)};
}

bool applies(const Evidence& evidence, const CheckLimits&) {
  return evidence.stopping.has_value();
}

Verdict judge(const Evidence& evidence, const CheckLimits&) {
  if (const std::string why = why_no_trial(evidence); !why.empty()) {
    return verdict(Outcome::inconclusive, why);
  }
  if (!evidence.stopping) return verdict(Outcome::inconclusive, "nobody asked it to stop");
  if (!evidence.stopping->outlived_grace) return verdict(Outcome::holds, "");
  return verdict(Outcome::violated, fmt::format("still running {:.1f} s after it was asked to stop",
                                                evidence.stopping->seconds));
}

}  // namespace

Check stops_in_time() {
  return {name, "asked to stop, it ends within its grace time", judge, applies};
}

}  // namespace crashproof
