// Campaigns that may stop early: everything is in some wave, the telling and every fault in early
// ones, and what was asked for and never begun does not pass.
#include "harness/campaign/stopping_early.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/plan/events.h"

namespace crashproof {
namespace {

using testing::HasSubstr;

// So many writes, with a rename in the middle, and a state after each.
struct MadeWrites {
  explicit MadeWrites(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i)
      trace.events.push_back(i == count / 2 ? event(EventKind::rename, "a", "b")
                                            : write_event("a", i, 1));
    for (std::uint64_t after = 0; after <= count; ++after) states.push_back({{after, {}}, {}});
  }

  std::deque<TrialOrder> kills() const {
    std::deque<TrialOrder> orders;
    for (const CrashStateClass& state : states) {
      TrialOrder order;
      order.trial = orders.size();
      order.schedule = "kill@event(" + std::to_string(state.representative.after) + ")";
      order.point = state.representative;
      orders.push_back(order);
    }
    return orders;
  }

  Trace trace;
  std::vector<CrashStateClass> states;
};

std::set<std::string> schedules_in(const std::deque<TrialOrder>& wave) {
  std::set<std::string> schedules;
  for (const TrialOrder& order : wave) schedules.insert(order.schedule);
  return schedules;
}

TEST(Waves, HaveEveryOrderOnceInTheOrderOfMirrors) {
  const MadeWrites run(200);
  std::set<std::string> all;
  std::size_t count = 0;
  for (const std::deque<TrialOrder>& wave : waves(run.kills(), run.trace, run.states)) {
    EXPECT_TRUE(std::ranges::is_sorted(wave, {}, &TrialOrder::point));
    all.merge(schedules_in(wave));
    count += wave.size();
  }
  EXPECT_EQ(count, 201U);
  EXPECT_EQ(all, schedules_in(run.kills()));
}

TEST(Waves, BeginWithTheEndsAndWhatIsBesideTheRename) {
  const MadeWrites run(200);
  const std::set<std::string> first =
      schedules_in(waves(run.kills(), run.trace, run.states).front());
  for (const char* after : {"0", "100", "101", "200"})
    EXPECT_TRUE(first.contains("kill@event(" + std::string(after) + ")")) << after;
}

TEST(Waves, GiveEachFaultItsShare) {
  const MadeWrites run(200);
  std::deque<TrialOrder> orders = run.kills();
  for (int i = 0; i < 50; ++i) {
    TrialOrder order;
    order.schedule = "errno[EIO]@event(" + std::to_string(i) + ")";
    order.fault = "errno[EIO]";
    order.engine = Engine::live;
    orders.push_back(order);
  }
  std::size_t failing_calls = 0;
  std::size_t begun = 0;
  for (const std::deque<TrialOrder>& wave : waves(orders, run.trace, run.states)) {
    for (const TrialOrder& order : wave) failing_calls += order.fault == "kill" ? 0 : 1;
    begun += wave.size();
    // One in five, as in all of them.
    EXPECT_NEAR(static_cast<double>(failing_calls), static_cast<double>(begun) / 5, 2.0);
  }
}

TEST(Waves, OfNothingAreNone) {
  EXPECT_TRUE(waves({}, {}, {}).empty());
}

TEST(Stop, ComesWithTheFirstViolationIfAskedFor) {
  CampaignOptions options;
  Stop patient(options);
  patient.violated();
  EXPECT_FALSE(patient.now());
  EXPECT_FALSE(patient.seconds_left());
  options.fail_fast = true;
  Stop hasty(options);
  EXPECT_FALSE(hasty.now());
  hasty.violated();
  EXPECT_TRUE(hasty.now());
  EXPECT_THAT(hasty.why(), HasSubstr("--fail-fast"));
}

TEST(Stop, ComesWhenTheBudgetIsUsedUp) {
  CampaignOptions options;
  options.budget_seconds = 3600;
  EXPECT_FALSE(Stop(options).now());
  EXPECT_GT(Stop(options).seconds_left(), 3000.0);
  options.budget_seconds = 1e-9;
  const Stop stop(options);
  EXPECT_TRUE(stop.now());
  EXPECT_EQ(stop.seconds_left(), 0.0);
  EXPECT_THAT(stop.why(), HasSubstr("budget"));
}

TEST(NotBegun, WhatWasAskedForByNameIsUntested) {
  CampaignOptions options;
  options.faults = {{"errno", ""}};
  options.models = {"xfs"};
  Report report;
  report.not_begun = {3, "the budget", false};
  report.faults = {{"kill", 5, 5, 0, 0, 0, ""},
                   {"errno[EIO]", 3, 0, 0, 0, 0, ""},
                   {"errno[ENOSPC]", 3, 1, 0, 0, 0, ""},
                   {"power-loss[xfs]", 3, 0, 0, 0, 0, ""},
                   {"clock[-1h]", 3, 0, 0, 0, 0, ""}};
  mark_not_begun(report, options);
  std::vector<bool> untested;
  for (const FaultCoverage& row : report.faults) untested.push_back(row.untested);
  EXPECT_EQ(untested, (std::vector<bool>{false, true, false, true, false}));
}

}  // namespace
}  // namespace crashproof
