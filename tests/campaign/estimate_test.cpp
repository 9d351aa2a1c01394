// What an estimate counts, and what it says that it leaves out.
#include "harness/campaign/estimate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crashproof {
namespace {

using testing::Contains;
using testing::DoubleNear;
using testing::HasSubstr;
using testing::Not;

TrialOrder order(const std::string& fault, Engine engine = Engine::replay) {
  TrialOrder order;
  order.fault = fault;
  order.engine = engine;
  return order;
}

// Two kills, three failing calls of which one was left out, a failpoint, and no place for version.
TrialPlan plan() {
  TrialPlan plan;
  plan.points = 9;
  plan.states = {{{0, std::nullopt}, {}}, {{1, std::nullopt}, {}}, {{2, std::nullopt}, {}}};
  plan.faults = {{"errno[EIO]", 2, 1, "", {}}, {"version", 0, 0, "no place", {}}};
  plan.orders = {order("kill"), order("kill"), order("errno[EIO]", Engine::live),
                 order("errno[EIO]", Engine::live), order("failpoint[x]", Engine::live)};
  return plan;
}

ProbeResult estimate(const TrialPlan& plan, const CampaignOptions& options, unsigned workers = 1) {
  ProbeResult result;
  add_estimate(result, plan, options, 10, workers);
  return result;
}

TEST(Estimate, CountsWhatIsPlanned) {
  const ProbeResult result = estimate(plan(), {});
  EXPECT_EQ(result.points, 9U);
  EXPECT_EQ(result.states, 3U);
  EXPECT_EQ(result.kills, 2U);
  EXPECT_EQ(result.trials, 5U);
  ASSERT_EQ(result.besides.size(), 3U);
  EXPECT_EQ(result.besides[0].fault, "errno[EIO]");
  EXPECT_EQ(result.besides[0].trials, 2U);
  EXPECT_EQ(result.besides[0].left_out, 1U);
  EXPECT_EQ(result.besides[1].trials, 0U);
  EXPECT_EQ(result.besides[1].note, "no place");
  EXPECT_EQ(result.besides[2].fault, "failpoint[x]");
  EXPECT_EQ(result.besides[2].trials, 1U);
}

TEST(Estimate, ALiveTrialCostsMoreThanAReplay) {
  TrialPlan replays;
  replays.orders = {order("kill"), order("kill")};
  TrialPlan lives;
  lives.orders = {order("kill", Engine::live), order("kill", Engine::live)};
  const double seconds = estimate(replays, {}).estimated_seconds;
  EXPECT_GT(seconds, 0);
  EXPECT_GT(estimate(lives, {}).estimated_seconds, seconds);
  EXPECT_THAT(estimate(replays, {}, 2).estimated_seconds, DoubleNear(seconds / 2, 1e-9));
}

TEST(Estimate, SaysWhatComesOnTop) {
  CampaignOptions options;
  EXPECT_THAT(estimate(plan(), options).not_estimated,
              Not(Contains(HasSubstr("kills of resumes"))));
  options.depth = 2;
  options.per_fault = 50;
  const std::vector<std::string> deeper = estimate(plan(), options).not_estimated;
  EXPECT_THAT(deeper, Contains(HasSubstr("kills of resumes")));
  EXPECT_THAT(deeper, Contains(HasSubstr("at most 50")));
  EXPECT_THAT(deeper, Contains(HasSubstr("confirm")));
  options.confirm = false;
  EXPECT_THAT(estimate(plan(), options).not_estimated, Not(Contains(HasSubstr("confirm"))));
}

}  // namespace
}  // namespace crashproof
