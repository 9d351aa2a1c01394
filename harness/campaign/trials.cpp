// Points, states, sample, random schedules and failpoints become orders.
#include "harness/campaign/trials.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "harness/campaign/power_loss_trials.h"
#include "harness/plan/budget.h"
#include "harness/plan/random_schedules.h"
#include "harness/plan/resolve.h"

namespace crashproof {
namespace {

std::deque<TrialOrder> orders_for(const std::vector<CrashStateClass>& states,
                                  const PositionNames& names, Engine engine) {
  std::deque<TrialOrder> orders;
  for (const CrashStateClass& state : states) {
    ScheduleStep step;
    step.position = names.position_of(state.representative);
    orders.push_back(
        {0, to_string(CrashSchedule{{step}}), engine, state.representative, "kill", {}});
  }
  return orders;
}

std::deque<TrialOrder> random_orders(const CampaignOptions& options, const BaselineRuns& runs,
                                     const std::vector<CrashStateClass>& states, Engine engine) {
  std::deque<TrialOrder> orders;
  if (options.random_schedules == 0) return orders;
  std::vector<CrashPoint> points;
  for (const CrashStateClass& state : states) points.push_back(state.representative);
  const RandomSchedules schedules(runs.trace, points, runs.unstable_paths, options.seed);
  for (std::uint64_t number = 0; number < options.random_schedules; ++number) {
    const CrashSchedule schedule = schedules.draw(number);
    const CrashPoint point = resolve(schedule.steps.front().position, runs.trace).point;
    orders.push_back({0, to_string(schedule), engine, point, std::string(random_kills), {}, false});
  }
  return orders;
}

std::deque<TrialOrder> failpoint_orders(const CampaignOptions& options) {
  std::deque<TrialOrder> orders;
  for (const std::string& failpoint : options.failpoints) {
    ScheduleStep step;
    step.fault = "failpoint";
    step.parameter = failpoint;
    orders.push_back({0,
                      to_string(CrashSchedule{{step}}),
                      Engine::live,
                      std::nullopt,
                      "failpoint[" + failpoint + "]",
                      {},
                      false});
  }
  return orders;
}

}  // namespace

bool is_about_a_point(const std::string& schedule) {
  const CrashSchedule parsed = parse_schedule(schedule);
  const auto is_of_first_run = [](const ScheduleStep& step) { return step.run == 0; };
  const auto is_fault_in_resume = [](const ScheduleStep& step) {
    return step.run != 0 && step.position.edge != Position::Edge::down;
  };
  return std::ranges::count_if(parsed.steps, is_of_first_run) == 1 &&
         std::ranges::none_of(parsed.steps, is_fault_in_resume) &&
         parsed.steps.front().fault != "failpoint";
}

TrialPlan plan_trials(const CampaignOptions& options, const BaselineRuns& runs,
                      const PlanSources& sources) {
  TrialPlan plan;
  const std::vector<CrashPoint> points = crash_points(runs.trace, options.cuts);
  plan.points = points.size();
  plan.gaps = static_cast<std::uint64_t>(
      std::count_if(points.begin(), points.end(),
                    [](const CrashPoint& point) { return !point.cut_bytes.has_value(); }));
  plan.states = distinct_states(runs.trace, points);
  const bool live = options.live || options.subject.needs_live_engine();
  const Engine engine = live ? Engine::live : Engine::replay;
  const PositionNames names(runs.trace, runs.unstable_paths);
  const std::uint64_t at_most = options.sample == 0 ? plan.states.size() : options.sample;
  plan.orders = orders_for(sampled(runs.trace, plan.states, at_most, options.seed), names, engine);
  std::ranges::move(random_orders(options, runs, plan.states, engine),
                    std::back_inserter(plan.orders));
  plan.faults = plan_faults(options, runs, plan.states, names, sources);
  std::ranges::move(plan_power_cuts(options, runs, names, sources),
                    std::back_inserter(plan.faults));
  for (FaultPlan& fault : plan.faults)
    std::ranges::move(fault.orders, std::back_inserter(plan.orders));
  std::ranges::move(failpoint_orders(options), std::back_inserter(plan.orders));
  // One pass of each mirror serves all replays, so they go by point.
  std::ranges::stable_sort(plan.orders, {}, [](const TrialOrder& order) {
    return std::pair(order.engine == Engine::live, order.point);
  });
  for (std::uint64_t number = 0; number < plan.orders.size(); ++number) {
    plan.orders[number].trial = number;
  }
  return plan;
}

}  // namespace crashproof
