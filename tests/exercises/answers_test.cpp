// What is right to foretell follows from a report alone.
#include "harness/learn/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/learn/prediction.h"
#include "tests/exercises/made_report.h"

namespace crashproof::learn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Answers, AreThoseOfTheReport) {
  Report report = made_report();
  report.findings = {made_finding("CP001", 9, "rename(checkpoint.json)"),
                     made_finding("CP002", 4, "create(checkpoint.json)")};
  report.coverage.violations = 5;
  EXPECT_THAT(answer_from("first-event", report), ElementsAre("create(checkpoint.json)"));
  EXPECT_THAT(answer_from("redone-items", report), ElementsAre("1"));
  EXPECT_THAT(answer_from("lost", report), ElementsAre("1"));
  EXPECT_THAT(answer_from("lost-file", report), ElementsAre("loaded/1.csv"));
  EXPECT_THAT(answer_from("harmful-kills", report), ElementsAre("5"));
  EXPECT_THAT(codes_of(report), ElementsAre("CP001", "CP002"));
}

TEST(Answers, OfKillsLeaveOtherFaultsOut) {
  Report report = made_report();
  report.coverage.violations = 18;
  report.faults.resize(2);
  report.faults[0].fault = "power-loss[ext4-ordered]";
  report.faults[0].violations = 18;
  report.faults[1].fault = "kill";
  EXPECT_THAT(answer_from("harmful-kills", report), ElementsAre("0"));
}

TEST(Answers, AreNoneWhereTheReportHasNone) {
  Report report = made_report();
  EXPECT_THAT(answer_from("first-event", report), IsEmpty());
  EXPECT_THAT(answer_from("lost-file", report), IsEmpty());
  EXPECT_THAT(answer_from("lost", report), ElementsAre("0"));
  report.redo.reset();
  EXPECT_THAT(answer_from("redone-items", report), IsEmpty());
  EXPECT_FALSE(is_answer("the weather"));
}

const std::vector<Question> questions = {{"first-event", "After which event?", "first-event"},
                                         {"lost", "How many?", "lost"}};
const RightAnswers right = {{"first-event", {"rename(checkpoint.json)"}}, {"lost", {"1"}}};

TEST(Predictions, AreReadFromTheFormThatIsHandedOut) {
  std::string form = prediction_form(questions);
  EXPECT_THAT(form, HasSubstr("# After which event?\nfirst-event:\n"));
  EXPECT_THAT(open_predictions(questions, read_predictions(form)),
              ElementsAre(HasSubstr("first-event is not answered yet"),
                          HasSubstr("lost is not answered yet")));
  form.replace(form.find("first-event:\n"), 12, "first-event: `rename(checkpoint.json)` ");
  form.replace(form.find("lost:\n"), 5, "lost:1");
  EXPECT_THAT(open_predictions(questions, read_predictions(form)), IsEmpty());
  EXPECT_THAT(wrong_predictions(questions, read_predictions(form), right), IsEmpty());
}

TEST(Predictions, ThatAreWrongAreNotCorrected) {
  const Predictions given = {{"first-event", "mkdir(loaded)"}, {"lost", "2"}};
  const auto wrong = wrong_predictions(questions, given, right);
  ASSERT_EQ(wrong.size(), 2U);
  EXPECT_THAT(wrong[0], HasSubstr("is not mkdir(loaded)"));
  EXPECT_EQ(wrong[0].find("rename"), std::string::npos);
}

TEST(Predictions, PassOverLinesThatAreNone) {
  EXPECT_THAT(read_predictions("# a: b\n\nno colon\nlost: 1\r\n"),
              ElementsAre(testing::Pair("lost", "1")));
}

// A question to which the audit has no answer can have none that is right.
TEST(Predictions, AreNeverRightByChance) {
  EXPECT_EQ(wrong_predictions(questions, {{"first-event", "x"}, {"lost", "1"}},
                              {{"first-event", {}}, {"lost", {"1"}}})
                .size(),
            1U);
}

}  // namespace
}  // namespace crashproof::learn
