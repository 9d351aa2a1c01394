// A run that the signal ended stopped as it does when it is killed; only one that ended by its own
// exit has had the time to put down what it had done.
#include "scenarios/checks/redo_after_stop.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/checks/redone.h"
#include "scenarios/checks/state_check.h"

namespace crashproof {
namespace {

constexpr std::string_view name = "redo-after-stop";

Verdict verdict(Outcome outcome, std::string reason) {
  return {std::string(name), outcome, std::move(reason)};
}

// In events nobody can tell what was in flight.
bool applies(const Evidence& evidence, const CheckLimits& limits) {
  return limits.redo_in_items && evidence.redo && evidence.stopping &&
         !evidence.stopping->outlived_grace && evidence.first_run &&
         evidence.first_run->exit.how == RunExit::How::exited;
}

Verdict judge(const Evidence& evidence, const CheckLimits& limits) {
  if (const std::string why = why_no_trial(evidence); !why.empty()) {
    return verdict(Outcome::inconclusive, why);
  }
  if (!evidence.redo) {
    return verdict(Outcome::inconclusive, "what was done again was not measured");
  }
  const std::uint64_t in_flight = std::max(limits.in_flight, evidence.redo->in_flight);
  if (evidence.redo->items <= in_flight) return verdict(Outcome::holds, "");
  return verdict(Outcome::violated,
                 fmt::format("{} done again after a graceful stop, {} in flight",
                             redone_text(evidence.redo->items, limits), evidence.redo->in_flight));
}

}  // namespace

Check redo_after_stop() {
  return {name, "after a graceful stop only what was in flight is done again", judge, applies};
}

}  // namespace crashproof
