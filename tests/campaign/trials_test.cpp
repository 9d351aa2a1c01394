// Plans are the same each time, or --continue would repeat or skip trials.
#include "harness/campaign/trials.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace crashproof {
namespace {

BaselineRuns runs_with_writes(std::size_t count) {
  BaselineRuns runs;
  for (std::size_t i = 0; i < count; ++i) {
    Event event;
    event.index = i;
    event.kind = i == 0 ? EventKind::create : EventKind::write;
    event.path = "out.csv";
    event.offset = i * 10;
    event.length = i == 0 ? 0 : 10;
    event.bytes = runs.trace.blobs->add("0123456789");
    event.mtime_ns = static_cast<std::int64_t>(i) + 1;
    runs.trace.events.push_back(event);
  }
  return runs;
}

TEST(Trials, PlanIsTheSameEachTime) {
  CampaignOptions options;
  options.random_schedules = 20;
  options.sample = 9;
  const BaselineRuns runs = runs_with_writes(12);
  EXPECT_EQ(plan_trials(options, runs, {}).orders, plan_trials(options, runs, {}).orders);
}

TEST(Trials, ReplaysComeInOrderOfTheirPoints) {
  CampaignOptions options;
  options.random_schedules = 20;
  const TrialPlan plan = plan_trials(options, runs_with_writes(12), {});
  EXPECT_TRUE(std::ranges::is_sorted(plan.orders, {}, &TrialOrder::point));
}

TEST(Trials, EachStateIsTriedOnce) {
  const TrialPlan plan = plan_trials({}, runs_with_writes(12), {});
  std::set<std::string> schedules;
  for (const TrialOrder& order : plan.orders) schedules.insert(order.schedule);
  EXPECT_EQ(schedules.size(), plan.orders.size());
  EXPECT_EQ(plan.orders.size(), plan.states.size());
  EXPECT_EQ(plan.gaps, 13U);
}

TEST(Trials, StateOutsideTheWorkspaceIsTriedLive) {
  CampaignOptions options;
  options.subject.reset = "true";
  const TrialPlan plan = plan_trials(options, runs_with_writes(3), {});
  EXPECT_TRUE(std::ranges::all_of(
      plan.orders, [](const TrialOrder& order) { return order.engine == Engine::live; }));
}

TEST(Trials, FailpointsAreLiveAndAboutNoPoint) {
  CampaignOptions options;
  options.failpoints = {"load/before-commit@2"};
  const TrialPlan plan = plan_trials(options, runs_with_writes(3), {});
  const TrialOrder& last = plan.orders.back();
  EXPECT_EQ(last.schedule, "failpoint[load/before-commit@2]@start");
  EXPECT_EQ(last.engine, Engine::live);
  EXPECT_FALSE(is_about_a_point(last.schedule));
}

TEST(Trials, OneKillOfTheFirstRunIsAboutAPoint) {
  EXPECT_TRUE(is_about_a_point("kill@after:write(out.csv)#2"));
  EXPECT_FALSE(is_about_a_point("kill@start; kill@resume1:event(3)"));
}

}  // namespace
}  // namespace crashproof
