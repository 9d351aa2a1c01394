// The bound holds for each crash, so a schedule of several kills is allowed it several times.
#include "scenarios/checks/redo_bound.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "scenarios/checks/redone.h"
#include "scenarios/checks/schedule_steps.h"
#include "scenarios/checks/state_check.h"

namespace crashproof {
namespace {

constexpr std::string_view name = "redo-bound";

Verdict verdict(Outcome outcome, std::string reason) {
  return {std::string(name), outcome, std::move(reason)};
}

// The bound is about what a crash costs. A power cut takes along what was not synced, and a fault
// that comes back makes each run begin again: there nobody need have measured.
bool is_to_be_measured(const Evidence& evidence) {
  const std::vector<ScheduleStep> steps = steps_of(evidence);
  const bool power_cut = std::ranges::any_of(
      steps, [](const ScheduleStep& step) { return step.fault == "power-loss"; });
  return evidence.redo || (!power_cut && !strikes_every_run(evidence));
}

bool applies(const Evidence& evidence, const CheckLimits& limits) {
  return limits.redo_bound && is_to_be_measured(evidence);
}

// The first one, and each resume that the schedule killed in its turn.
std::uint64_t crashes(const Evidence& evidence) {
  const auto killed = std::ranges::count_if(
      evidence.resumes, [](const RunOutcome& run) { return run.exit.how == RunExit::How::killed; });
  return 1 + static_cast<std::uint64_t>(killed);
}

std::uint64_t allowed(std::uint64_t bound, std::uint64_t times) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  return bound > most / times ? most : bound * times;
}

Verdict judge(const Evidence& evidence, const CheckLimits& limits) {
  if (const std::string why = why_no_trial(evidence); !why.empty()) {
    return verdict(Outcome::inconclusive, why);
  }
  if (!evidence.redo || !limits.redo_bound) {
    return verdict(Outcome::inconclusive, "what was done again was not measured");
  }
  const std::uint64_t times = crashes(evidence);
  const std::uint64_t count = redone(*evidence.redo, limits);
  if (count <= allowed(*limits.redo_bound, times)) return verdict(Outcome::holds, "");
  std::string reason =
      fmt::format("{} done again, allowed {}", redone_text(count, limits), *limits.redo_bound);
  if (times > 1) reason += fmt::format(" after each of {} crashes", times);
  return verdict(Outcome::violated, std::move(reason));
}

}  // namespace

Check redo_bound() {
  return {name, "a crash costs at most so much work done again as the bound says", judge, applies};
}

}  // namespace crashproof
