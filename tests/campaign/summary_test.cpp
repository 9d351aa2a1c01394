// What a report counts: one row a fault, and nothing unknown passes.
#include "harness/campaign/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

namespace crashproof {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

enum class Came { holds, violated, open, not_happened, trouble };

JudgedTrial trial(const std::string& fault, Came came, std::optional<std::uint64_t> after = {}) {
  JudgedTrial trial;
  trial.evidence.fault = fault;
  if (after) trial.evidence.point = CrashPoint{*after, std::nullopt};
  trial.evidence.fault_happened = came != Came::not_happened && came != Came::trouble;
  if (came == Came::trouble) trial.evidence.trouble = "no space left for the sandbox";
  Outcome outcome = Outcome::inconclusive;
  if (came == Came::holds) outcome = Outcome::holds;
  if (came == Came::violated) outcome = Outcome::violated;
  trial.verdicts = {{"no-loss", outcome, outcome == Outcome::inconclusive ? "who knows" : ""}};
  return trial;
}

// Three states to kill at, and what was planned beside.
TrialPlan plan_with(std::vector<FaultPlan> faults) {
  TrialPlan plan;
  for (std::uint64_t after = 0; after < 3; ++after) {
    plan.states.push_back({{after, std::nullopt}, {}});
  }
  plan.points = plan.gaps = 3;
  plan.faults = std::move(faults);
  return plan;
}

Report report_of(const std::vector<JudgedTrial>& trials, const TrialPlan& plan) {
  Report report;
  add_plan(report, plan);
  add_trials(report, trials, plan);
  return report;
}

std::vector<JudgedTrial> with_kills(std::vector<JudgedTrial> trials) {
  for (std::uint64_t after = 0; after < 3; ++after) {
    trials.push_back(trial("kill", Came::holds, after));
  }
  return trials;
}

TEST(Rows, SayWhatBecameOfEachTrial) {
  const TrialPlan plan = plan_with({{"errno[EIO]", 5, 0, "", {}}});
  const Report report =
      report_of(with_kills({trial("errno[EIO]", Came::holds), trial("errno[EIO]", Came::violated),
                            trial("errno[EIO]", Came::open), trial("errno[EIO]", Came::trouble),
                            trial("errno[EIO]", Came::not_happened)}),
                plan);
  EXPECT_THAT(report.faults, ElementsAre(FaultCoverage{"kill", 3, 3, 0, 0, 0, ""},
                                         FaultCoverage{"errno[EIO]", 5, 2, 2, 1, 1, ""}));
  EXPECT_EQ(report.coverage.tried, 3U);
  EXPECT_EQ(report.coverage.violations, 1U);
  EXPECT_EQ(report.coverage.inconclusive, 2U);
  EXPECT_TRUE(report.coverage.exhaustive());
  EXPECT_EQ(trials_decided(report), 5U);
  EXPECT_EQ(trials_undecided(report), 2U);
}

TEST(Rows, ThereAreNoneForKillsAlone) {
  EXPECT_THAT(report_of(with_kills({}), plan_with({})).faults, IsEmpty());
}

TEST(Rows, ComeAsPlannedThenWhatCameOfGoingDeeper) {
  const TrialPlan plan =
      plan_with({{"clock[-1h]", 0, 0, "", {}}, {"power-loss[xfs]", 1, 0, "", {}}});
  const Report report =
      report_of(with_kills({trial("further kills", Came::holds), trial("random kills", Came::holds),
                            trial("power-loss[xfs]", Came::holds)}),
                plan);
  std::vector<std::string> faults;
  for (const FaultCoverage& row : report.faults) faults.push_back(row.fault);
  EXPECT_THAT(faults, ElementsAre("kill", "clock[-1h]", "power-loss[xfs]", "further kills",
                                  "random kills"));
  EXPECT_EQ(report.faults[3].planned, 1U);
  EXPECT_EQ(report.coverage.random_tried, 1U);
}

TEST(Rows, SayWhatWasLeftOut) {
  const TrialPlan plan = plan_with({{"errno[EIO]", 2, 40, "", {}},
                                    {"poison", 0, 0, "the run offers no place for it", {}},
                                    {"power-loss[xfs]", 1, 7, "3 are those of a kill", {}}});
  const Report report = report_of({}, plan);
  EXPECT_EQ(report.faults[0].left_out, "");
  EXPECT_THAT(report.faults[1].left_out, HasSubstr("40"));
  EXPECT_EQ(report.faults[2].left_out, "the run offers no place for it");
  EXPECT_THAT(report.faults[3].left_out, HasSubstr("3 are those of a kill; "));
  EXPECT_THAT(report.faults[3].left_out, HasSubstr("7"));
}

TEST(Rows, AFaultThatNobodySawHappenLeavesTheAuditUndecided) {
  const TrialPlan plan = plan_with({{"poison[in/1]", 2, 0, "", {}}});
  Report report = report_of(with_kills({trial("poison[in/1]", Came::not_happened),
                                        trial("poison[in/1]", Came::not_happened)}),
                            plan);
  EXPECT_EQ(report.faults.back().not_happened, 2U);
  EXPECT_EQ(exit_code(report), ExitCode::undecided);
  // Seen once, the other is no trial.
  report = report_of(
      with_kills({trial("poison[in/1]", Came::not_happened), trial("poison[in/1]", Came::holds)}),
      plan);
  EXPECT_EQ(exit_code(report), ExitCode::no_finding);
}

TEST(Rows, AFaultWithoutPlaceLeavesTheAuditUndecidedIfItWasAskedForByName) {
  FaultPlan version{"version", 0, 0, "the run offers no place for it", {}};
  Report report = report_of(with_kills({}), plan_with({version}));
  EXPECT_EQ(exit_code(report), ExitCode::no_finding);
  version.untested = true;
  report = report_of(with_kills({}), plan_with({version}));
  EXPECT_TRUE(report.faults.back().untested);
  EXPECT_EQ(report.coverage.inconclusive, 0U);
  EXPECT_THAT(
      report.inconclusive_reasons,
      ElementsAre("version: asked for by name, but nothing of it was tested: the run offers "
                  "no place for it"));
  EXPECT_EQ(exit_code(report), ExitCode::undecided);
}

TEST(Rows, WhatCameToNoVerdictLeavesTheAuditUndecided) {
  const TrialPlan plan = plan_with({{"errno[EIO]", 2, 0, "", {}}});
  for (const Came came : {Came::open, Came::trouble}) {
    const Report report =
        report_of(with_kills({trial("errno[EIO]", Came::holds), trial("errno[EIO]", came)}), plan);
    EXPECT_EQ(exit_code(report), ExitCode::undecided);
    EXPECT_THAT(report.inconclusive_reasons, ElementsAre(HasSubstr("who knows")));
  }
}

RC_GTEST_PROP(Rows, CountEachTrialOnce, ()) {
  const std::vector<std::string> faults{"kill", "errno[EIO]", "clock[-1h]", "further kills"};
  const TrialPlan plan = plan_with({{"errno[EIO]", 4, 0, "", {}}, {"clock[-1h]", 4, 0, "", {}}});
  std::vector<JudgedTrial> trials;
  const auto count = *rc::gen::inRange<std::uint64_t>(0, 20);
  for (std::uint64_t i = 0; i < count; ++i) {
    trials.push_back(trial(*rc::gen::elementOf(faults),
                           *rc::gen::element(Came::holds, Came::violated, Came::open,
                                             Came::not_happened, Came::trouble),
                           i));
  }
  const Report report = report_of(trials, plan);
  std::uint64_t counted = 0;
  std::uint64_t violations = 0;
  bool undecided = false;
  bool tried = false;
  for (const FaultCoverage& row : report.faults) {
    counted += row.tried + row.inconclusive + row.not_happened;
    violations += row.violations;
    undecided |= row.inconclusive > 0 || (row.tried == 0 && row.not_happened > 0);
    tried |= row.tried > 0;
    RC_ASSERT(row.violations <= row.tried);
    RC_ASSERT(std::ranges::count(report.faults, row.fault, &FaultCoverage::fault) == 1);
  }
  RC_ASSERT(counted == count);
  RC_ASSERT(report.coverage.violations == violations);
  // Whoever finds nothing says no more than what was seen.
  Report quiet = report;
  quiet.findings.clear();
  RC_ASSERT((exit_code(quiet) == ExitCode::undecided) == (undecided || !tried));
}

}  // namespace
}  // namespace crashproof
