// Plans of power cuts: what is tried, under which name, and that the name leads back to the state.
#include "harness/campaign/power_loss_trials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "harness/campaign/power_cut.h"
#include "harness/plan/power_loss_states.h"
#include "tests/campaign/made_run.h"

namespace crashproof {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MadeRun;
using ::testing::Not;

CampaignOptions options_for(std::vector<std::string> models) {
  CampaignOptions options;
  options.models = std::move(models);
  return options;
}

std::vector<FaultPlan> plans_of(const CampaignOptions& options, const MadeRun& job) {
  const PositionNames names(job.trace(), job.runs().unstable_paths);
  return plan_power_cuts(options, job.runs(), names, job.sources());
}

std::vector<TrialOrder> orders_of(const std::vector<FaultPlan>& plans) {
  std::vector<TrialOrder> all;
  for (const FaultPlan& plan : plans) {
    all.insert(all.end(), plan.orders.begin(), plan.orders.end());
  }
  return all;
}

// A checkpoint that is replaced without fsync, the older one still in place.
MadeRun careless_rename() {
  MadeRun job(testing::Tree{{"ckpt", std::string(300, 'o')}});
  job.create("ckpt.tmp").write("ckpt.tmp", 0, std::string(5000, 'n'));
  job.rename("ckpt.tmp", "ckpt").output().exit();
  return job;
}

// The same with a write that cannot be cut.
MadeRun small_careless_rename() {
  MadeRun job;
  job.create("ckpt.tmp").write("ckpt.tmp", 0, "n").rename("ckpt.tmp", "ckpt").output().exit();
  return job;
}

// Appends and replaces, careful or not, by way of names that are the same in each run or of random
// ones, and says something now and then.
MadeRun any_job() {
  MadeRun job(testing::Tree{{"ckpt", "old"}, {"log", std::string(100, 'l')}});
  std::uint64_t log_bytes = 100;
  const auto steps = *rc::gen::inRange(1, 6);
  for (int step = 0; step < steps; ++step) {
    const auto bytes = *rc::gen::element<std::size_t>(1, 700, 5000);
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        job.write("log", log_bytes, std::string(bytes, static_cast<char>('a' + step)));
        log_bytes += bytes;
        break;
      case 1: {
        const std::vector<std::string> random{"ckpt.Xb3Fq9", "ckpt.q80dL_", "ckpt.7yTz2w"};
        const bool is_random = *rc::gen::arbitrary<bool>();
        const std::string name = is_random ? *rc::gen::elementOf(random) : "ckpt.tmp";
        if (is_random) job.unstable(name);
        job.create(name);
        job.write(name, 0, std::string(bytes, static_cast<char>('A' + step)));
        if (*rc::gen::arbitrary<bool>()) job.fsync(name);
        job.rename(name, "ckpt");
        break;
      }
      case 2:
        job.fsync(*rc::gen::element<std::string>("log", "ckpt", ""));
        break;
      default:
        job.output();
    }
  }
  job.exit(*rc::gen::element(0, 1));
  return job;
}

CampaignOptions any_options() {
  CampaignOptions options = options_for(
      *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
          "strict", "ext4-ordered-documented", "ext4-ordered", "xfs", "btrfs", "posix-minimum"))));
  if (*rc::gen::arbitrary<bool>()) options.limits.promises.clear();
  return options;
}

Survival survival_of(const TrialOrder& order, const Trace& trace) {
  const CrashSchedule schedule = parse_schedule(order.schedule);
  const ScheduleStep* cut = power_cut_of(schedule);
  RC_ASSERT(cut != nullptr);
  const Resolved resolved = resolve(cut->position, trace);
  RC_ASSERT(resolved.reached);
  ResolvedSurvival survival = parse_survival(cut->parameter, trace, resolved.point.after);
  RC_ASSERT(survival.drift.empty());
  return survival.survival;
}

bool promised_in(const Trace& trace, std::uint64_t from, std::uint64_t to,
                 const std::vector<EventKind>& kinds) {
  const auto begin = trace.events.begin();
  return std::any_of(begin + static_cast<std::ptrdiff_t>(from),
                     begin + static_cast<std::ptrdiff_t>(to),
                     [&](const Event& event) { return is_promise(event, kinds); });
}

RC_GTEST_PROP(PowerCutPlans, AreTheSameEachTimeAndHoldNoScheduleTwice, ()) {
  const MadeRun job = any_job();
  const CampaignOptions options = any_options();
  const std::vector<FaultPlan> plans = plans_of(options, job);
  RC_ASSERT(plans == plans_of(options, job));
  std::set<std::string> schedules;
  for (const TrialOrder& order : orders_of(plans)) {
    RC_ASSERT(schedules.insert(order.schedule).second);
    for (const ScheduleStep& step : parse_schedule(order.schedule).steps) {
      RC_ASSERT(problem_with(step).empty());
    }
  }
}

// The text of each schedule means the state that was planned, and each state has its schedule: all
// but those that a kill leaves as well and after which nothing was said.
RC_GTEST_PROP(PowerCutPlans, NameExactlyTheStatesThatNoKillTells, ()) {
  const MadeRun job = any_job();
  const CampaignOptions options = any_options();
  const PlanSources sources = job.sources();
  const std::vector<const PersistenceModel*> models = chosen_models(options, sources);
  const Effects effects(job.trace(), sources.initial);
  std::map<std::uint64_t, PowerLossState> states;
  for (PowerLossState& state : plan_power_loss(effects, models).states) {
    states.emplace(state.hash, std::move(state));
  }
  SurvivingStates surviving(effects);
  std::set<std::uint64_t> tried;
  for (const TrialOrder& order : orders_of(plans_of(options, job))) {
    const Survival survival = survival_of(order, job.trace());
    const std::uint64_t hash = surviving.hash(survival);
    RC_ASSERT(tried.insert(hash).second);
    RC_ASSERT(states.contains(hash));
    const PowerLossState& state = states.at(hash);
    RC_ASSERT(survival.model == state.survival.model);
    RC_ASSERT(survival.fates == state.survival.fates);
    RC_ASSERT(survival.names_upto == state.survival.names_upto);
    RC_ASSERT(survival.data_upto == state.survival.data_upto);
    RC_ASSERT(survival.failed_after >= state.survival.failed_after);
    RC_ASSERT(order.point == (CrashPoint{SurvivingStates::base_of(survival), std::nullopt}));
    RC_ASSERT(order.engine == Engine::replay);
  }
  for (const auto& [hash, state] : states) {
    std::uint64_t moment = state.survival.failed_after;
    for (const PermittedBy& by : state.models) {
      if (by.model == state.survival.model) moment = std::max(moment, by.until);
    }
    const bool told = !state.plain_gap ||
                      promised_in(job.trace(), *state.plain_gap, moment, options.limits.promises);
    RC_ASSERT(tried.contains(hash) == told);
  }
}

RC_GTEST_PROP(PowerCutPlans, BelongToTheStrongestModelThatPermitsThem, ()) {
  const MadeRun job = any_job();
  const CampaignOptions options = any_options();
  const PlanSources sources = job.sources();
  std::vector<std::string> in_order;
  for (const PersistenceModel* model : chosen_models(options, sources)) {
    in_order.emplace_back(model->name);
  }
  const std::vector<FaultPlan> plans = plans_of(options, job);
  RC_ASSERT(plans.size() == in_order.size());
  for (std::size_t i = 0; i < plans.size(); ++i) {
    RC_ASSERT(plans[i].label == "power-loss[" + in_order[i] + "]");
    for (const TrialOrder& order : plans[i].orders) {
      RC_ASSERT(order.fault == plans[i].label);
      RC_ASSERT(survival_of(order, job.trace()).model == in_order[i]);
      RC_ASSERT(!order.models.empty());
      std::vector<std::size_t> places;
      for (const std::string& text : order.models) {
        const auto place = std::ranges::find(in_order, text.substr(0, text.find(' ')));
        places.push_back(static_cast<std::size_t>(place - in_order.begin()));
      }
      RC_ASSERT(std::ranges::is_sorted(places));
      RC_ASSERT(places.front() == i);
      RC_ASSERT(places.back() < in_order.size());
    }
  }
}

// The second half of a line that a report prints, "Again", is the first half of one trial.
RC_GTEST_PROP(PowerCutPlans, AreShownAgainAsTheyWerePlanned, ()) {
  const MadeRun job = any_job();
  for (const TrialOrder& order : orders_of(plans_of(any_options(), job))) {
    const std::optional<TrialOrder> again = order_to_show_again(order.schedule, job.trace());
    RC_ASSERT(again.has_value());
    RC_ASSERT(again->schedule == order.schedule);
    RC_ASSERT(again->engine == Engine::replay);
    RC_ASSERT(again->point == order.point);
    RC_ASSERT(again->fault == order.fault);
  }
}

RC_GTEST_PROP(PowerCutPlans, AreBoundedAndCountWhatTheBoundLeavesOut, ()) {
  const MadeRun job = any_job();
  CampaignOptions options = any_options();
  const std::vector<FaultPlan> all = plans_of(options, job);
  options.per_fault = *rc::gen::inRange<std::uint64_t>(1, 5);
  const std::vector<FaultPlan> bounded = plans_of(options, job);
  RC_ASSERT(bounded.size() == all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    RC_ASSERT(bounded[i].planned == std::min(all[i].planned, options.per_fault));
    RC_ASSERT(bounded[i].planned == bounded[i].orders.size());
    RC_ASSERT(bounded[i].planned + bounded[i].left_out == all[i].planned + all[i].left_out);
  }
}

TEST(PowerCutPlan, OfACarelessRenameHasTheEmptyFile) {
  const MadeRun job = careless_rename();
  const std::vector<FaultPlan> plans = plans_of(options_for({"xfs"}), job);
  ASSERT_EQ(plans.size(), 1U);
  EXPECT_EQ(plans[0].label, "power-loss[xfs]");
  std::vector<std::string> schedules;
  for (const TrialOrder& order : plans[0].orders) schedules.push_back(order.schedule);
  EXPECT_THAT(schedules, ::testing::Contains(HasSubstr("lost write(ckpt.tmp)]@end")));
  EXPECT_THAT(plans[0].orders.front().models.front(), HasSubstr("xfs ("));
}

TEST(PowerCutPlan, SaysHowManyStatesAreThoseOfAKill) {
  CampaignOptions options = options_for({"strict"});
  options.limits.promises.clear();
  const std::vector<FaultPlan> plans = plans_of(options, small_careless_rename());
  // A prefix of all that was done is what a kill leaves.
  EXPECT_THAT(orders_of(plans), IsEmpty());
  EXPECT_THAT(plans.at(0).note, HasSubstr("such as a kill leaves"));
  EXPECT_THAT(plans.at(0).note, Not(HasSubstr("0 further")));
}

TEST(PowerCutPlan, WhatWasSaidSinceMakesThemWorthTrying) {
  CampaignOptions options = options_for({"strict"});
  const std::vector<TrialOrder> orders = orders_of(plans_of(options, small_careless_rename()));
  ASSERT_THAT(orders, Not(IsEmpty()));
  for (const TrialOrder& order : orders) EXPECT_THAT(order.schedule, HasSubstr("@end"));
}

TEST(PowerCutPlan, NeedsARecordedState) {
  CampaignOptions options = options_for({"xfs"});
  options.live = true;
  const std::vector<FaultPlan> plans = plans_of(options, careless_rename());
  ASSERT_EQ(plans.size(), 1U);
  EXPECT_EQ(plans[0].planned, 0U);
  EXPECT_THAT(plans[0].note, Not(IsEmpty()));
  EXPECT_TRUE(plans[0].untested);
  options.models.clear();
  options.everything = true;
  EXPECT_FALSE(plans_of(options, careless_rename()).at(0).untested);
}

TEST(PowerCutPlan, IsEmptyUnlessAskedFor) {
  EXPECT_THAT(plans_of({}, careless_rename()), IsEmpty());
  CampaignOptions options;
  options.everything = true;
  EXPECT_EQ(plans_of(options, careless_rename()).size(), persistence_catalogue().size());
}

TEST(ShownAgain, DriftIsNoOrder) {
  MadeRun renamed_otherwise;
  renamed_otherwise.create("c.tmp").write("c.tmp", 0, "x").rename("c.tmp", "ckpt").exit();
  const std::string schedule = "power-loss[xfs: lost write(ckpt.tmp)]@end";
  EXPECT_TRUE(order_to_show_again(schedule, careless_rename().trace()).has_value());
  EXPECT_FALSE(order_to_show_again(schedule, renamed_otherwise.trace()).has_value());
}

TEST(ShownAgain, AllElseIsDoneToALiveRun) {
  const auto order = order_to_show_again("kill@end; clock[-1h]@resume1", careless_rename().trace());
  ASSERT_TRUE(order.has_value());
  EXPECT_EQ(order->engine, Engine::live);
  EXPECT_EQ(order->point, std::nullopt);
}

TEST(Promise, IsAMessageOrTheEndWithSuccess) {
  const std::vector<EventKind> kinds = CheckLimits().promises;
  MadeRun job;
  job.output().exit(0, "main/2").exit(256).exit(0).fsync("a");
  const std::vector<Event>& events = job.trace().events;
  EXPECT_TRUE(is_promise(events[0], kinds));
  EXPECT_FALSE(is_promise(events[1], kinds));
  EXPECT_FALSE(is_promise(events[2], kinds));
  EXPECT_TRUE(is_promise(events[3], kinds));
  EXPECT_FALSE(is_promise(events[4], kinds));
  EXPECT_FALSE(is_promise(events[0], {EventKind::exit}));
}

TEST(PowerCut, SaysWhatIsAtStakeSinceTheLastMessage) {
  MadeRun job(testing::Tree{{"log", "old"}});
  job.write("log", 3, "new").output().create("ckpt").exit(1);
  PowerCuts cuts(job.trace(), job.initial(), CheckLimits().promises);
  const PowerCut cut = cuts.cut_of(
      parse_schedule("power-loss[xfs: upto start, lost write(log)]@after:create(ckpt)"));
  EXPECT_EQ(cut.message, 1U);
  EXPECT_THAT(cut.at_stake, ElementsAre("log"));
  // Before anything was said nothing is promised.
  const PowerCut early =
      cuts.cut_of(parse_schedule("power-loss[xfs: lost write(log)]@after:write(log)"));
  EXPECT_EQ(early.message, std::nullopt);
}

TEST(PowerCut, ThatNamesWhatIsNotThereIsRefused) {
  const MadeRun job = careless_rename();
  PowerCuts cuts(job.trace(), job.initial(), {});
  EXPECT_THROW(cuts.cut_of(parse_schedule("kill@end")), std::runtime_error);
  EXPECT_THROW(cuts.cut_of(parse_schedule("power-loss[xfs: lost write(other)]@end")),
               std::runtime_error);
}

}  // namespace
}  // namespace crashproof
