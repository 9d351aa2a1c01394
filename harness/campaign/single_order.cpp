// As a replay would do it, but for kills, whose states follow from the recording.
#include "harness/campaign/single_order.h"

#include <algorithm>

#include "harness/campaign/power_loss_trials.h"
#include "harness/plan/resolve.h"
#include "harness/trial/arming.h"

namespace crashproof {
namespace {

bool needs_first_run(const ScheduleStep& step) {
  return arming_for(step.fault).needs_first_run;
}

}  // namespace

std::optional<TrialOrder> single_order(const std::string& schedule, const Trace& trace,
                                       const CampaignOptions& options) {
  const CrashSchedule parsed = parse_schedule(schedule);
  const auto is_there = [&](const ScheduleStep& step) {
    return step.run != 0 || resolve(step.position, trace).reached;
  };
  if (!std::ranges::all_of(parsed.steps, is_there)) return std::nullopt;
  std::optional<TrialOrder> order = order_to_show_again(schedule, trace);
  if (!order || order->engine == Engine::replay) return order;
  const ScheduleStep& first = parsed.steps.front();
  const bool from_recording = first.fault == "kill" && first.run == 0 && !options.live &&
                              !options.subject.needs_live_engine() &&
                              std::ranges::none_of(parsed.steps, needs_first_run);
  if (!from_recording) return order;
  order->engine = Engine::replay;
  order->point = resolve(first.position, trace).point;
  return order;
}

}  // namespace crashproof
