// Which of several verdicts counts.
#include "harness/judge/judge.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace crashproof {
namespace {

TEST(Judge, AsksEveryCheckInOrder) {
  const std::vector<Check> checks{{"a", "",
                                   [](const Evidence&, const CheckLimits&) {
                                     return Verdict{"a", Outcome::holds, ""};
                                   }},
                                  {"b", "", [](const Evidence& e, const CheckLimits&) {
                                     return Verdict{"b", Outcome::violated, e.schedule};
                                   }}};
  Evidence evidence;
  evidence.schedule = "kill@event(3)";
  const std::vector<Verdict> verdicts = judge(evidence, checks, {});
  ASSERT_EQ(verdicts.size(), 2u);
  EXPECT_EQ(verdicts[1], (Verdict{"b", Outcome::violated, "kill@event(3)"}));
}

TEST(Judge, ChecksThatDoNotApplyGiveNoVerdictAndLimitsReachTheOthers) {
  const auto violated = [](const Evidence&, const CheckLimits& limits) {
    return Verdict{"v", Outcome::violated, std::to_string(limits.in_flight)};
  };
  const auto if_stopped = [](const Evidence& e, const CheckLimits&) {
    return e.stopping.has_value();
  };
  const std::vector<Check> checks{{"v", "", violated, if_stopped}};
  Evidence evidence;
  CheckLimits limits;
  limits.in_flight = 7;
  EXPECT_TRUE(judge(evidence, checks, limits).empty());
  evidence.stopping = Stopping{};
  EXPECT_EQ(judge(evidence, checks, limits), (std::vector<Verdict>{{"v", Outcome::violated, "7"}}));
}

TEST(Judge, NothingTestedIsInconclusive) {
  EXPECT_EQ(overall({}), Outcome::inconclusive);
}

RC_GTEST_PROP(JudgeProperty, ViolatedBeatsInconclusiveBeatsHolds, ()) {
  const auto outcomes = *rc::gen::nonEmpty(rc::gen::container<std::vector<Outcome>>(
      rc::gen::element(Outcome::holds, Outcome::inconclusive, Outcome::violated)));
  std::vector<Verdict> verdicts;
  for (const Outcome outcome : outcomes) verdicts.push_back({"c", outcome, ""});
  const auto any = [&](Outcome outcome) {
    return std::find(outcomes.begin(), outcomes.end(), outcome) != outcomes.end();
  };
  const Outcome expected = any(Outcome::violated)       ? Outcome::violated
                           : any(Outcome::inconclusive) ? Outcome::inconclusive
                                                        : Outcome::holds;
  RC_ASSERT(overall(verdicts) == expected);
}

}  // namespace
}  // namespace crashproof
