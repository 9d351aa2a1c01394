// Each thing that can be wrong keeps an attempt from passing, alone.
#include "harness/learn/assessment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/learn/own_job.h"
#include "tests/exercises/made_report.h"

namespace crashproof::learn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Result = Assessment::Result;

Exercise with_save_limit() {
  Exercise exercise;
  exercise.save_limit = {"answers.json", 4, "Saves are dear."};
  return exercise;
}

TEST(AnAssessment, PassesWhatHasNothingWrong) {
  const Assessment assessment = assess(Exercise{}, made_report(), {});
  EXPECT_EQ(assessment.result, Result::passed);
  EXPECT_THAT(assessment.problems, IsEmpty());
}

TEST(AnAssessment, SaysWhereAFindingLies) {
  Report report = made_report();
  report.findings = {made_finding("CP001", 9, "rename(checkpoint.json)")};
  report.findings[0].opener_site = "load.py:10 put";
  const Assessment assessment = assess(Exercise{}, report, {});
  EXPECT_EQ(assessment.result, Result::not_yet);
  EXPECT_THAT(assessment.codes, ElementsAre("CP001"));
  ASSERT_EQ(assessment.problems.size(), 1U);
  EXPECT_THAT(assessment.problems[0],
              AllOf(HasSubstr("CP001 order inversion: something is lost"),
                    HasSubstr("kill after rename(checkpoint.json)  load.py:10 put"),
                    HasSubstr("lost: loaded/1.csv: 1 file"),
                    HasSubstr("crashproof replay 'kill@after:rename(checkpoint.json)'")));
}

TEST(AnAssessment, TakesNoOtherEnd) {
  Observed observed;
  observed.other_end = {{Difference::Class::lost, "ledger.txt", "line", 2, false, "", {}}};
  const Assessment assessment = assess(Exercise{}, made_report(), observed);
  EXPECT_EQ(assessment.result, Result::not_yet);
  EXPECT_THAT(assessment.problems, ElementsAre(HasSubstr("lost: ledger.txt: 2 lines")));
}

TEST(AnAssessment, CountsSaves) {
  Observed observed;
  observed.saves = 4;
  EXPECT_EQ(assess(with_save_limit(), made_report(), observed).result, Result::passed);
  observed.saves = 5;
  EXPECT_EQ(assess(with_save_limit(), made_report(), observed).result, Result::not_yet);
}

TEST(AnAssessment, NeedsRightPredictions) {
  Observed observed;
  observed.wrong_predictions = {"no"};
  EXPECT_EQ(assess(Exercise{}, made_report(), observed).result, Result::not_yet);
}

TEST(AnAssessment, OfAProgramThatDoesNothingOrFailsIsNoPass) {
  Report idle = made_report();
  idle.coverage.states = 1;
  EXPECT_EQ(assess(Exercise{}, idle, {}).result, Result::not_yet);
  Report broken = made_report();
  broken.baseline_problem = "the command fails: exit 1";
  EXPECT_THAT(assess(Exercise{}, broken, {}).problems, ElementsAre(HasSubstr("exit 1")));
}

TEST(AnAssessment, DoesNotPassWhatWasNotTried) {
  Report report = made_report();
  report.faults.resize(1);
  report.faults[0].fault = "version";
  report.faults[0].untested = true;
  EXPECT_EQ(assess(Exercise{}, report, {}).result, Result::not_yet);
}

TEST(AnAssessment, LeavesOpenWhatCameToNoVerdict) {
  Report report = made_report();
  report.coverage.inconclusive = 2;
  EXPECT_EQ(assess(Exercise{}, report, {}).result, Result::undecided);
  report.findings = {made_finding("CP001", 1, "write(x)")};
  EXPECT_EQ(assess(Exercise{}, report, {}).result, Result::not_yet);
}

// Nothing is undecided, and nothing decided: no trial came to its place.
TEST(AnAssessment, DoesNotPassWhereNoTrialHappened) {
  Report report = made_report();
  report.coverage.tried = 0;
  const Assessment assessment = assess(Exercise{}, report, {});
  EXPECT_EQ(assessment.result, Result::undecided);
  EXPECT_THAT(assessment.problems, ElementsAre(HasSubstr("came to no verdict")));
}

TEST(AnAssessment, NamesNoPageWhereThereIsNone) {
  Report report = made_report();
  report.findings = {made_finding("", 9, "write(x)")};
  report.findings[0].mode = "";
  report.findings[0].example.differences = {{Difference::Class::lost, "x", "", 2, false, "", {}}};
  const Assessment assessment = assess(Exercise{}, report, {});
  ASSERT_EQ(assessment.problems.size(), 1U);
  EXPECT_THAT(assessment.problems[0], HasSubstr("lost: x: 2 files"));
  EXPECT_THAT(assessment.problems[0], Not(HasSubstr("crashproof explain")));
}

TEST(AJobOfOnesOwn, HasQuestionsThatWantAnswers) {
  EXPECT_THAT(unanswered_headings("## one\n\n## two\n"), ElementsAre("one", "two"));
  EXPECT_THAT(unanswered_headings("## one\nyes\n## two\n \n"), ElementsAre("two"));
  EXPECT_THAT(unanswered_headings("## one\n\nyes\nand no\n\n## two\nwell\n"), IsEmpty());
}

}  // namespace
}  // namespace crashproof::learn
