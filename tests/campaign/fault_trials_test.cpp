// Plans of faults and changes: the same each time, nothing twice, and on the right engine.
#include "harness/campaign/fault_trials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "harness/campaign/trials.h"
#include "tests/campaign/made_run.h"

namespace crashproof {
namespace {

using testing::careful_job;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::MadeRun;
using ::testing::Not;

CampaignOptions options_with(std::vector<FaultChoice> faults) {
  CampaignOptions options;
  options.faults = std::move(faults);
  return options;
}

std::vector<FaultPlan> plans_of(const CampaignOptions& options, const MadeRun& job) {
  const PositionNames names(job.trace(), {});
  const auto states = distinct_states(job.trace(), crash_points(job.trace(), options.cuts));
  return plan_faults(options, job.runs(), states, names, job.sources());
}

FaultPlan plan_of(const FaultChoice& fault, const MadeRun& job) {
  const std::vector<FaultPlan> plans = plans_of(options_with({fault}), job);
  return plans.size() == 1 ? plans.front() : FaultPlan{"not one plan", 0, 0, "", {}};
}

bool all_on(const FaultPlan& plan, Engine engine) {
  return !plan.orders.empty() && std::ranges::all_of(plan.orders, [&](const TrialOrder& order) {
    return order.engine == engine;
  });
}

std::vector<std::string> labels(const std::vector<FaultPlan>& plans) {
  std::vector<std::string> all;
  for (const FaultPlan& plan : plans) all.push_back(plan.label);
  return all;
}

// Any choice that people make: some faults, some with a parameter, or all.
CampaignOptions any_options() {
  const std::vector<FaultChoice> choices{
      {"errno", "ENOSPC"},     {"errno", ""},         {"clock", "-1h"}, {"clock", ""},
      {"short-write", "1"},    {"short-write", ""},   {"poison", ""},   {"poison", "inbox/*"},
      {"interrupt", "TERM"},   {"late-input", ""},    {"version", ""},  {"empty", "state.json"},
      {"kill-one", ""},        {"stall", ""},         {"kill", ""},     {"hostname", "elsewhere"},
      {"command", "./job -1"}, {"truncate", "nosuch"}};
  CampaignOptions options;
  options.faults = *rc::gen::container<std::vector<FaultChoice>>(rc::gen::elementOf(choices));
  options.everything = *rc::gen::weightedElement<bool>({{4, false}, {1, true}});
  options.per_fault = *rc::gen::inRange<std::uint64_t>(0, 6);
  options.live = *rc::gen::arbitrary<bool>();
  return options;
}

RC_GTEST_PROP(FaultPlans, AreTheSameEachTime, ()) {
  const CampaignOptions options = any_options();
  RC_ASSERT(plans_of(options, careful_job()) == plans_of(options, careful_job()));
}

RC_GTEST_PROP(FaultPlans, HoldNoScheduleTwiceAndOnlyOnesThatCanBeRead, ()) {
  const CampaignOptions options = any_options();
  const MadeRun job = careful_job();
  std::set<std::string> schedules;
  std::set<std::string> labels;
  for (const FaultPlan& plan : plans_of(options, job)) {
    RC_ASSERT(labels.insert(plan.label).second);
    RC_ASSERT(plan.planned == plan.orders.size());
    for (const TrialOrder& order : plan.orders) {
      RC_ASSERT(schedules.insert(order.schedule).second);
      RC_ASSERT(order.fault == plan.label);
      const CrashSchedule schedule = parse_schedule(order.schedule);
      RC_ASSERT(to_string(schedule) == order.schedule);
      for (const ScheduleStep& step : schedule.steps) RC_ASSERT(problem_with(step).empty());
    }
  }
}

RC_GTEST_PROP(FaultPlans, AreBoundedAndCountWhatTheBoundLeavesOut, ()) {
  CampaignOptions options = any_options();
  const MadeRun job = careful_job();
  options.per_fault = 0;
  const std::vector<FaultPlan> all = plans_of(options, job);
  options.per_fault = *rc::gen::inRange<std::uint64_t>(1, 8);
  const std::vector<FaultPlan> bounded = plans_of(options, job);
  RC_ASSERT(labels(bounded) == labels(all));
  for (std::size_t i = 0; i < all.size(); ++i) {
    RC_ASSERT(all[i].left_out == 0U);
    RC_ASSERT(bounded[i].planned <= options.per_fault);
    RC_ASSERT(bounded[i].note == all[i].note);
    // A schedule that a bounded plan lacks may have come under another label in the full one.
    RC_ASSERT(bounded[i].planned + bounded[i].left_out >= all[i].planned);
  }
}

RC_GTEST_PROP(FaultPlans, AReplayedOrderHasThePointOfItsFirstStep, ()) {
  const MadeRun job = careful_job();
  for (const FaultPlan& plan : plans_of(any_options(), job)) {
    for (const TrialOrder& order : plan.orders) {
      const ScheduleStep first = parse_schedule(order.schedule).steps.front();
      RC_ASSERT(order.point.has_value() == (first.run == 0));
      if (order.point) RC_ASSERT(*order.point == resolve(first.position, job.trace()).point);
      RC_ASSERT(order.engine == Engine::live || order.point.has_value());
    }
  }
}

TEST(FaultPlan, ChangesAfterSuddenDeathFollowFromTheRecording) {
  for (const FaultChoice& change :
       {FaultChoice{"clock", "-1h"}, FaultChoice{"hostname", "other"},
        FaultChoice{"empty", "state.json"}, FaultChoice{"command", "./job --workers 1"}}) {
    EXPECT_TRUE(all_on(plan_of(change, careful_job()), Engine::replay)) << change.label();
  }
}

TEST(FaultPlan, WhatStrikesARunOrItsInputNeedsOne) {
  for (const FaultChoice& fault :
       {FaultChoice{"late-input", "inbox/1.csv"}, FaultChoice{"poison", "inbox/2.csv"},
        FaultChoice{"errno", "EIO"}, FaultChoice{"short-write", "1"},
        FaultChoice{"interrupt", "TERM"}}) {
    EXPECT_TRUE(all_on(plan_of(fault, careful_job()), Engine::live)) << fault.label();
  }
}

TEST(FaultPlan, LiveMeansAllOfIt) {
  CampaignOptions live = options_with({{"clock", "-1h"}, {"errno", "EIO"}});
  live.live = true;
  CampaignOptions outside = live;
  outside.live = false;
  outside.subject.state_command = "psql -c 'select 1'";
  for (const CampaignOptions& options : {live, outside}) {
    const std::vector<FaultPlan> plans = plans_of(options, careful_job());
    ASSERT_EQ(plans.size(), 2U);
    for (const FaultPlan& plan : plans) EXPECT_TRUE(all_on(plan, Engine::live)) << plan.label;
  }
}

TEST(FaultPlan, ABoundTakesTrialsFromAllPartsOfTheRun) {
  CampaignOptions options = options_with({{"clock", "+1d"}});
  const FaultPlan all = plans_of(options, careful_job()).at(0);
  options.per_fault = 4;
  const FaultPlan some = plans_of(options, careful_job()).at(0);
  ASSERT_GT(all.planned, 8U);
  ASSERT_EQ(some.planned, 4U);
  EXPECT_EQ(some.left_out, all.planned - 4);
  EXPECT_EQ(some.orders.front(), all.orders.front());
  // The last of them lies in the last quarter.
  EXPECT_GE(some.orders.back().point->after, all.orders[all.planned * 3 / 4].point->after);
}

TEST(FaultPlan, WithoutAParameterAFaultIsTriedAsItIsUsual) {
  EXPECT_THAT(labels(plans_of(options_with({{"clock", ""}}), careful_job())),
              ElementsAre("clock[+1h]", "clock[-1h]", "clock[+1d]", "clock[-1d]"));
  // One that is asked for twice is tried once.
  EXPECT_THAT(labels(plans_of(options_with({{"clock", "-1h"}, {"clock", ""}}), careful_job())),
              ElementsAre("clock[-1h]", "clock[+1h]", "clock[+1d]", "clock[-1d]"));
  EXPECT_THAT(labels(plans_of(options_with({{"late-input", ""}}), careful_job())),
              ElementsAre("late-input[inbox/1.csv]"));
}

TEST(FaultPlan, SaysWhereARunOffersNoPlace) {
  MadeRun job;
  job.create("out.csv").write("out.csv", 0, "x").exit();
  for (const std::string fault : {"poison", "late-input", "version"}) {
    const FaultPlan plan = plan_of({fault, ""}, job);
    EXPECT_EQ(plan.label, fault);
    EXPECT_EQ(plan.planned, 0U);
    EXPECT_THAT(plan.note, Not(IsEmpty()));
  }
}

TEST(FaultPlan, WhatWasAskedForByNameAndHasNoPlaceIsUntested) {
  MadeRun job;
  job.create("out.csv").write("out.csv", 0, "x").exit();
  for (const std::string fault : {"poison", "version", "kill-one"}) {
    EXPECT_TRUE(plan_of({fault, ""}, job).untested) << fault;
  }
  EXPECT_TRUE(plan_of({"errno", "EXDEV"}, job).untested);
  EXPECT_FALSE(plan_of({"errno", "ENOSPC"}, job).untested);
  // Nothing is opened or named here, so of the usual errnos not all have a place; the fault has.
  MadeRun writes(testing::Tree{{"out.csv", "x"}});
  writes.write("out.csv", 0, "y").exit();
  bool one_without_place = false;
  for (const FaultPlan& plan : plans_of(options_with({{"errno", ""}}), writes)) {
    one_without_place = one_without_place || plan.planned == 0;
    EXPECT_FALSE(plan.untested) << plan.label;
  }
  EXPECT_TRUE(one_without_place);
  CampaignOptions everything;
  everything.everything = true;
  for (const FaultPlan& plan : plans_of(everything, job)) EXPECT_FALSE(plan.untested) << plan.label;
}

TEST(FaultPlan, EverythingIsEachFaultThatChoosesByItself) {
  CampaignOptions options;
  options.everything = true;
  std::set<std::string> tried;
  for (const FaultPlan& plan : plans_of(options, careful_job())) {
    if (plan.planned > 0) tried.insert(plan.label.substr(0, plan.label.find('[')));
  }
  for (const std::string fault : {"errno", "short-write", "interrupt", "poison", "clock",
                                  "late-input", "version", "truncate", "empty"}) {
    EXPECT_TRUE(tried.contains(fault)) << fault;
  }
  EXPECT_FALSE(tried.contains("command"));  // nobody knows one
}

// A fault of one's own, whatever its parameter.
FaultPlan plan_of_schedules(std::vector<CrashSchedule> (*schedules)(const FaultGround&,
                                                                    const std::string&),
                            std::vector<FaultChoice> choices) {
  const MadeRun job = careful_job();
  PlanSources sources = job.sources();
  Fault& own = sources.faults.emplace_back();
  own.name = "own";
  own.replayable = true;
  own.schedules = schedules;
  const PositionNames names(job.trace(), {});
  const auto states = distinct_states(job.trace(), crash_points(job.trace(), Cuts::all));
  return plan_faults(options_with(std::move(choices)), job.runs(), states, names, sources).back();
}

TEST(FaultPlan, WhatComesUnderTwoLabelsIsTriedUnderTheFirst) {
  const FaultPlan second = plan_of_schedules(
      [](const FaultGround&, const std::string&) {
        return std::vector<CrashSchedule>{parse_schedule("own@after:write(out.csv)")};
      },
      {{"own", "a"}, {"own", "b"}});
  EXPECT_EQ(second.label, "own[b]");
  EXPECT_EQ(second.planned, 0U);
}

TEST(FaultPlan, OnlyOneDeathFollowsFromTheRecording) {
  const FaultPlan plan = plan_of_schedules(
      [](const FaultGround&, const std::string&) {
        return std::vector<CrashSchedule>{
            parse_schedule("own@after:write(out.csv)"),
            parse_schedule("own@after:write(out.csv); kill@after:write(out.csv)#2"),
            parse_schedule("own@resume1"),
            parse_schedule("own@after:write(out.csv); kill@resume1:event(2)")};
      },
      {{"own", ""}});
  std::vector<Engine> engines;
  for (const TrialOrder& order : plan.orders) engines.push_back(order.engine);
  EXPECT_THAT(engines, ElementsAre(Engine::replay, Engine::live, Engine::live, Engine::replay));
}

TEST(Inputs, AreFilesThatWereThereAndAreOnlyRead) {
  MadeRun job(testing::Tree{
      {"in/b", "1"}, {"in/a", "2"}, {"changed", "3"}, {"moved", "4"}, {"unread", "5"}});
  job.open("in/b").open("/etc/passwd").open("in/a").open("in/b");
  job.open("changed").write("changed", 0, "x");
  job.open("moved").rename("moved", "elsewhere");
  job.create("own").open("own").exit();
  EXPECT_THAT(inputs_of(job.runs()), ElementsAre("in/b", "in/a"));
}

TEST(Inputs, AreNotKnownOfARunWithoutOpens) {
  MadeRun job(testing::Tree{{"in/a", "2"}});
  job.create("out").exit();
  EXPECT_THAT(inputs_of(job.runs()), IsEmpty());
}

TEST(Opens, AreRecordedWhereSomebodyAsksWhatIsRead) {
  EXPECT_FALSE(needs_opens({}));
  EXPECT_FALSE(needs_opens(options_with({{"clock", "-1h"}, {"interrupt", "TERM"}})));
  for (const std::string fault : {"poison", "late-input", "errno"}) {
    EXPECT_TRUE(needs_opens(options_with({{"kill-one", ""}, {fault, ""}}))) << fault;
  }
  CampaignOptions options;
  options.measure_redo = true;
  EXPECT_TRUE(needs_opens(options));
  options = {};
  options.everything = true;
  EXPECT_TRUE(needs_opens(options));
}

}  // namespace
}  // namespace crashproof
