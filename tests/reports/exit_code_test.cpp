// The precedence of exit codes: 130, 4, 5, 1, 3, 0; and what a replay amounts to.
#include <gtest/gtest.h>

#include "tests/reports/made_reports.h"

namespace crashproof {
namespace {

using testing_reports::failing_report;
using testing_reports::sound_report;

TEST(ExitCode, OfEachMadeReport) {
  EXPECT_EQ(exit_code(sound_report()), ExitCode::no_finding);
  EXPECT_EQ(exit_code(failing_report()), ExitCode::findings);
  EXPECT_EQ(exit_code(testing_reports::sampled_report()), ExitCode::undecided);
  EXPECT_EQ(exit_code(testing_reports::baseline_report()), ExitCode::no_baseline);
  EXPECT_EQ(exit_code(testing_reports::empty_report()), ExitCode::no_crash_point);
  EXPECT_EQ(exit_code(testing_reports::interrupted_report()), ExitCode::interrupted);
}

TEST(ExitCode, EachTroubleYieldsToTheOnesBeforeIt) {
  Report report = failing_report();
  report.coverage.inconclusive = 3;
  EXPECT_EQ(exit_code(report), ExitCode::findings);
  report.findings.clear();
  EXPECT_EQ(exit_code(report), ExitCode::undecided);
  report.coverage.states = 1;
  EXPECT_EQ(exit_code(report), ExitCode::no_crash_point);
  report.baseline_problem = "it hangs";
  EXPECT_EQ(exit_code(report), ExitCode::no_baseline);
  report.interrupted = true;
  EXPECT_EQ(exit_code(report), ExitCode::interrupted);
}

TEST(ExitCode, NothingTestedIsUndecided) {
  Report report = sound_report();
  report.coverage.tried = 0;
  EXPECT_EQ(exit_code(report), ExitCode::undecided);
}

TEST(ExitCode, TrialsOfOtherFaultsThanAKillCount) {
  Report report = sound_report();
  report.coverage.tried = 0;
  report.faults = {{"power-loss", 3, 3, 0, 0, 0, ""}};
  EXPECT_EQ(exit_code(report), ExitCode::no_finding);
  report.faults.push_back({"interrupt[TERM]", 3, 2, 0, 1, 0, ""});
  EXPECT_EQ(exit_code(report), ExitCode::no_finding);
  report.faults.push_back({"errno[EIO]", 3, 2, 1, 0, 0, ""});
  EXPECT_EQ(exit_code(report), ExitCode::undecided);
}

TEST(ExitCode, AFaultThatWasAskedForAndNotTestedIsUndecided) {
  Report report = sound_report();
  report.faults = {{"kill", 508, 508, 0, 0, 0, ""}, {"version", 0, 0, 0, 0, 0, "no place for it"}};
  EXPECT_EQ(exit_code(report), ExitCode::no_finding);
  report.faults.back().untested = true;
  EXPECT_EQ(exit_code(report), ExitCode::undecided);
  report.findings = failing_report().findings;
  EXPECT_EQ(exit_code(report), ExitCode::findings);
}

TEST(ExitCode, ASampleWithoutFindingPasses) {
  Report report = sound_report();
  report.coverage.tried = 10;
  EXPECT_EQ(exit_code(report), ExitCode::no_finding);
}

TEST(ExitCode, TheStepsBeforeJudgingDecideNothing) {
  Report report = testing_reports::recorded_report();
  EXPECT_EQ(exit_code(report), ExitCode::no_finding);
  report.stage = Stage::tried;
  report.coverage.inconclusive = 2;
  EXPECT_EQ(exit_code(report), ExitCode::no_finding);
}

TEST(ExitCode, OfAReplay) {
  Report report = testing_reports::replayed_report();
  EXPECT_EQ(exit_code(report), ExitCode::findings);
  report.replay->verdicts = {{"no-loss", Outcome::holds, ""}};
  EXPECT_EQ(exit_code(report), ExitCode::no_finding);
  report.replay->verdicts.push_back({"resume-ends", Outcome::inconclusive, "no space"});
  EXPECT_EQ(exit_code(report), ExitCode::undecided);
  report.replay->verdicts.clear();
  EXPECT_EQ(exit_code(report), ExitCode::undecided);
  report.replay->only_looked_at = true;
  EXPECT_EQ(exit_code(report), ExitCode::no_finding);
  report.replay->reached = false;
  EXPECT_EQ(exit_code(report), ExitCode::not_reproduced);
}

// Neither a pass nor a failure of the schedule that was meant.
TEST(ExitCode, OfAReplayInAnotherTrace) {
  Report report = testing_reports::replayed_report();
  report.replay->trace_drifted = true;
  EXPECT_EQ(exit_code(report), ExitCode::not_reproduced);
  report.replay->verdicts = {{"no-loss", Outcome::holds, ""}};
  EXPECT_EQ(exit_code(report), ExitCode::not_reproduced);
}

}  // namespace
}  // namespace crashproof
