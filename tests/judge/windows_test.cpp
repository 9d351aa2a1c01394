// Windows of failing points.
#include "harness/diagnose/windows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "harness/model/schedule.h"

namespace crashproof {
namespace {

enum class Result { passes, loses, doubles, fails, hangs, unknown };

JudgedTrial trial(std::optional<CrashPoint> point, Result result, std::uint64_t count = 1) {
  JudgedTrial trial;
  trial.evidence.point = point;
  trial.evidence.schedule = point ? "at " + std::to_string(point->after) : "random";
  trial.evidence.resumes.push_back({});
  RunExit& exit = trial.evidence.resumes.back().exit;
  Outcome outcome = Outcome::violated;
  switch (result) {
    case Result::passes:
      outcome = Outcome::holds;
      break;
    case Result::unknown:
      outcome = Outcome::inconclusive;
      break;
    case Result::loses:
    case Result::doubles: {
      Difference difference;
      difference.what =
          result == Result::loses ? Difference::Class::lost : Difference::Class::duplicated;
      difference.count = count;
      trial.evidence.differences.push_back(difference);
      break;
    }
    case Result::fails:
      exit.code = 1;
      break;
    case Result::hangs:
      exit.how = RunExit::How::timed_out;
      break;
  }
  trial.verdicts = {{"some-check", outcome, "because"}};
  return trial;
}

JudgedTrial gap(std::uint64_t after, Result result, std::uint64_t count = 1) {
  return trial(CrashPoint{after, std::nullopt}, result, count);
}
JudgedTrial cut(std::uint64_t after, std::uint64_t bytes, Result result, std::uint64_t count = 1) {
  return trial(CrashPoint{after, bytes}, result, count);
}

// "3-5 (3)" a window.
std::vector<std::string> windows(const std::vector<JudgedTrial>& trials) {
  std::vector<std::string> texts;
  for (const Finding& finding : failing_windows(trials)) {
    std::string text = std::to_string(finding.first.after) + "-" +
                       std::to_string(finding.last.after) + " (" + std::to_string(finding.points) +
                       ")";
    if (finding.only_cuts) text += " cuts";
    texts.push_back(text);
  }
  return texts;
}

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Windows, ContiguousFailuresAreOne) {
  EXPECT_THAT(windows({gap(0, Result::passes), gap(1, Result::loses), gap(2, Result::loses),
                       gap(3, Result::passes), gap(4, Result::loses)}),
              ElementsAre("1-2 (2)", "4-4 (1)"));
}

TEST(Windows, UntriedAndUnknownPointsDoNotBreakThem) {
  EXPECT_THAT(windows({gap(1, Result::loses), gap(5, Result::unknown), gap(9, Result::loses)}),
              ElementsAre("1-9 (2)"));
}

TEST(Windows, AnotherWayToFailIsAnotherWindow) {
  EXPECT_THAT(windows({gap(1, Result::loses), gap(2, Result::doubles), gap(3, Result::fails),
                       gap(4, Result::hangs), gap(5, Result::hangs)}),
              ElementsAre("1-1 (1)", "2-2 (1)", "3-3 (1)", "4-5 (2)"));
}

TEST(Windows, CutsBetweenPassingGapsAreTheirOwn) {
  EXPECT_THAT(windows({gap(1, Result::passes), cut(1, 5, Result::loses), cut(1, 9, Result::loses),
                       gap(2, Result::passes)}),
              ElementsAre("1-1 (2) cuts"));
}

TEST(Windows, CutsBesideFailingGapsBelongToThem) {
  EXPECT_THAT(windows({gap(1, Result::loses), cut(1, 5, Result::loses), gap(2, Result::passes)}),
              ElementsAre("1-1 (2)"));
  EXPECT_THAT(windows({gap(1, Result::passes), cut(1, 5, Result::loses), gap(2, Result::loses)}),
              ElementsAre("1-2 (2)"));
}

TEST(Windows, CutsOfOneWriteStayTogetherHoweverTheyFail) {
  EXPECT_THAT(windows({gap(1, Result::passes), cut(1, 5, Result::loses), cut(1, 9, Result::doubles),
                       cut(1, 12, Result::loses), gap(2, Result::doubles)}),
              ElementsAre("1-1 (3) cuts", "2-2 (1)"));
}

TEST(Windows, CutsThatFailOtherwiseDoNotPartTheWindowAroundThem) {
  EXPECT_THAT(windows({gap(0, Result::passes), gap(1, Result::doubles), cut(1, 5, Result::loses),
                       cut(1, 9, Result::loses), gap(2, Result::doubles), gap(3, Result::passes)}),
              ElementsAre("1-2 (2)", "1-1 (2) cuts"));
  // They belong to what comes after them where that fails as they do.
  EXPECT_THAT(windows({gap(1, Result::doubles), cut(1, 5, Result::loses), gap(2, Result::loses),
                       gap(3, Result::passes)}),
              ElementsAre("1-1 (1)", "1-2 (2)"));
}

TEST(Windows, CutsOfAnotherWriteThatFailAsTheWindowDoesStayInIt) {
  EXPECT_THAT(windows({gap(5, Result::loses), cut(5, 1, Result::doubles), cut(6, 1, Result::loses),
                       gap(7, Result::loses)}),
              ElementsAre("5-7 (3)", "5-5 (1) cuts"));
}

TEST(Windows, CutsOfTwoWritesAreTwoWindows) {
  EXPECT_THAT(windows({cut(1, 5, Result::loses), cut(2, 5, Result::loses)}),
              ElementsAre("1-1 (1) cuts", "2-2 (1) cuts"));
}

TEST(Windows, TheExampleIsTheMostTellingGap) {
  const auto findings = failing_windows({gap(1, Result::loses, 2), gap(2, Result::loses, 7),
                                         cut(2, 1, Result::loses, 99), gap(3, Result::loses, 7)});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].schedule, "at 2");
  EXPECT_EQ(findings[0].example.point, (CrashPoint{2, std::nullopt}));
  EXPECT_EQ(findings[0].status, Finding::Status::replayed);
  EXPECT_THAT(findings[0].checks, ElementsAre("some-check"));
  EXPECT_EQ(findings[0].verdicts.size(), 1u);
}

TEST(Windows, ChecksOfTheExampleStandApartFromThoseOfOtherTrials) {
  JudgedTrial other = gap(1, Result::loses, 2);
  other.verdicts.push_back({"another-check", Outcome::violated, "because"});
  const auto findings = failing_windows({other, gap(2, Result::loses, 7)});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].schedule, "at 2");
  EXPECT_THAT(findings[0].checks, ElementsAre("some-check"));
  EXPECT_THAT(findings[0].other_checks, ElementsAre("another-check"));
}

TEST(Windows, AreShownAgainByTheStepsThatHappened) {
  JudgedTrial dropped = trial(std::nullopt, Result::loses);
  dropped.evidence.schedule = "kill@event(3); kill@resume1:event(2); kill@resume2:event(9)";
  dropped.evidence.dropped = {"kill@resume2:event(9)"};
  const auto findings = failing_windows({dropped});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].schedule, "kill@event(3); kill@resume1:event(2)");
}

TEST(Windows, TrialsOfSeveralStepsComeLastAndAlone) {
  const auto findings =
      failing_windows({trial(std::nullopt, Result::loses), trial(std::nullopt, Result::passes),
                       trial(std::nullopt, Result::loses), gap(3, Result::loses)});
  ASSERT_EQ(findings.size(), 3u);
  EXPECT_EQ(findings[0].schedule, "at 3");
  EXPECT_EQ(findings[1].schedule, "random");
}

TEST(Windows, LitterAndDedupableCopiesDoNotDecideTheKind) {
  JudgedTrial one = gap(1, Result::loses);
  Difference litter;
  litter.what = Difference::Class::litter;
  Difference copies;
  copies.what = Difference::Class::duplicated;
  copies.dedupable = true;
  one.evidence.differences.push_back(litter);
  one.evidence.differences.push_back(copies);
  EXPECT_THAT(windows({one, gap(2, Result::loses)}), ElementsAre("1-2 (2)"));
}

// Nothing is lost where a file has all that it should hold, and permissions that it should not
// have.
TEST(Windows, AttributesAloneAreAKindOfTheirOwn) {
  JudgedTrial attributes = gap(2, Result::loses);
  attributes.evidence.differences.front().what = Difference::Class::altered;
  const std::vector<Finding> alone = failing_windows({gap(1, Result::passes), attributes});
  ASSERT_EQ(alone.size(), 1U);
  EXPECT_EQ(alone[0].kind, Finding::Kind::altered);
  // Behind trials in which contents are missing they belong to those, whatever is said first.
  attributes.evidence.differences.front().count = 7;
  const std::vector<Finding> joined = failing_windows({gap(1, Result::loses), attributes});
  ASSERT_EQ(joined.size(), 1U);
  EXPECT_EQ(joined[0].kind, Finding::Kind::loss);
  EXPECT_EQ(joined[0].schedule, "at 1");
  EXPECT_EQ(joined[0].last.after, 2U);
}

TEST(Windows, NothingFailsNothingFound) {
  EXPECT_THAT(windows({}), IsEmpty());
  EXPECT_THAT(windows({gap(1, Result::passes), gap(2, Result::unknown)}), IsEmpty());
}

RC_GTEST_PROP(WindowsProperty, TheyPartitionTheFailingPoints, ()) {
  const auto results = *rc::gen::container<std::vector<Result>>(rc::gen::element(
      Result::passes, Result::loses, Result::doubles, Result::fails, Result::unknown));
  std::vector<JudgedTrial> trials;
  std::uint64_t failing = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    trials.push_back(i % 3 == 2 ? cut(i - 1, 4, results[i]) : gap(i, results[i]));
    failing += results[i] != Result::passes && results[i] != Result::unknown;
  }
  std::uint64_t covered = 0;
  const auto findings = failing_windows(trials);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = findings[i];
    covered += finding.points;
    RC_ASSERT(finding.first <= finding.last);
    RC_ASSERT(finding.example.point.has_value());
    RC_ASSERT(finding.first <= *finding.example.point);
    RC_ASSERT(*finding.example.point <= finding.last);
    // Those of cuts alone may lie inside another one, and none overlaps one of its own sort.
    for (std::size_t before = 0; before < i; ++before) {
      const bool alike = findings[before].only_cuts == finding.only_cuts;
      RC_ASSERT(findings[before].first <= finding.first);
      RC_ASSERT(!alike || findings[before].last < finding.first);
    }
    for (const JudgedTrial& judged : trials) {
      const bool inside =
          finding.first <= *judged.evidence.point && *judged.evidence.point <= finding.last;
      if (inside) RC_ASSERT(judged.verdicts[0].outcome != Outcome::holds);
    }
  }
  RC_ASSERT(covered == failing);
}

RC_GTEST_PROP(WindowsProperty, OrderOfTrialsDoesNotMatter, ()) {
  const auto results = *rc::gen::container<std::vector<Result>>(
      rc::gen::element(Result::passes, Result::loses, Result::fails));
  std::vector<JudgedTrial> trials;
  for (std::size_t i = 0; i < results.size(); ++i) trials.push_back(gap(i, results[i]));
  const auto before = windows(trials);
  std::reverse(trials.begin(), trials.end());
  RC_ASSERT(windows(trials) == before);
}

// A failing check that no final state shows.
JudgedTrial beside(std::uint64_t after, const std::string& check) {
  JudgedTrial trial = gap(after, Result::passes);
  trial.verdicts.push_back({check, Outcome::violated, "because"});
  return trial;
}

TEST(Windows, WhatShowsInNoFinalStateIsOfItsOwnKind) {
  EXPECT_THAT(
      windows({beside(1, "stops-in-time"), beside(2, "stops-in-time"), beside(3, "redo-bound"),
               beside(4, "redo-after-stop"), beside(5, "keeps-promises")}),
      ElementsAre("1-2 (2)", "3-4 (2)", "5-5 (1)"));
}

TEST(Windows, WhatIsWrongWithTheStateDecidesFirst) {
  JudgedTrial both = gap(2, Result::loses);
  both.verdicts.push_back({"redo-bound", Outcome::violated, "because"});
  EXPECT_THAT(windows({gap(1, Result::loses), both, beside(3, "redo-bound")}),
              ElementsAre("1-2 (2)", "3-3 (1)"));
}

// A failing power cut that damages this path; "" for one that damages none.
JudgedTrial power_cut(const std::string& survival, Result result, const std::string& path) {
  JudgedTrial trial = gap(7, result);
  trial.evidence.schedule = "power-loss[" + survival + "]@end";
  for (Difference& difference : trial.evidence.differences) difference.path = path;
  return trial;
}

// "FIRST SCHEDULE'S PARAMETER (POINTS)" a group, in no order.
std::vector<std::string> groups(const std::vector<JudgedTrial>& trials) {
  std::vector<std::string> texts;
  for (const Finding& finding : failing_power_cuts(trials)) {
    const CrashSchedule schedule = parse_schedule(finding.schedule);
    texts.push_back(schedule.steps.front().parameter + " (" + std::to_string(finding.points) + ")");
  }
  return texts;
}

TEST(PowerCutGroups, OfDamageInOneDirectoryAreOne) {
  EXPECT_THAT(
      groups({power_cut("xfs: lost write(out/a)", Result::loses, "out/a"),
              power_cut("xfs: zeros write(out/b)#2", Result::loses, "out/b"),
              power_cut("xfs: lost write(log)", Result::loses, "log")}),
      testing::UnorderedElementsAre("xfs: lost write(out/a) (2)", "xfs: lost write(log) (1)"));
}

TEST(PowerCutGroups, OfPathsThatDifferInNumbersAloneAreOne) {
  EXPECT_THAT(groups({power_cut("xfs: lost write(a)", Result::loses, "part-1/data"),
                      power_cut("xfs: lost write(b)", Result::loses, "part-27/data")}),
              ElementsAre("xfs: lost write(a) (2)"));
}

TEST(PowerCutGroups, OfTwoWaysToFailAreTwo) {
  EXPECT_THAT(groups({power_cut("xfs: lost write(a)", Result::loses, "out/a"),
                      power_cut("xfs: lost write(b)", Result::doubles, "out/a")}),
              testing::UnorderedElementsAre("xfs: lost write(a) (1)", "xfs: lost write(b) (1)"));
}

TEST(PowerCutGroups, OfResumesThatDoNotEndGoByWhatWasLost) {
  EXPECT_THAT(groups({power_cut("xfs: upto create(q), lost write(ckpt-1)", Result::fails, ""),
                      power_cut("xfs: lost write(ckpt-2)#3", Result::fails, ""),
                      power_cut("xfs: zeros write(ckpt-2)#3", Result::fails, ""),
                      power_cut("xfs: upto rename(ckpt)", Result::fails, ""),
                      power_cut("xfs: lost write(ckpt-9)", Result::hangs, "")}),
              testing::UnorderedElementsAre(
                  "xfs: lost write(ckpt-2)#3 (2)", "xfs: zeros write(ckpt-2)#3 (1)",
                  "xfs: upto rename(ckpt) (1)", "xfs: lost write(ckpt-9) (1)"));
}

TEST(PowerCutGroups, OfBrokenPromisesGoByWhatIsGone) {
  const auto broken = [](const std::string& survival, const std::string& path) {
    JudgedTrial trial = power_cut(survival, Result::passes, "");
    trial.verdicts.push_back({"keeps-promises", Outcome::violated, "because"});
    Difference gone;
    gone.path = path;
    trial.evidence.broken_promises = {gone};
    return trial;
  };
  EXPECT_THAT(groups({broken("xfs: lost write(a)", "out/1"), broken("xfs: lost write(bb)", "out/2"),
                      broken("xfs: lost write(c)", "db")}),
              testing::UnorderedElementsAre("xfs: lost write(a) (2)", "xfs: lost write(c) (1)"));
}

TEST(PowerCutGroups, AreShownByTheSimplestWhichIsNoPointToKillAt) {
  const auto findings =
      failing_power_cuts({power_cut("xfs: lost write(a), lost write(b)", Result::loses, "out"),
                          power_cut("xfs: lost write(b)", Result::loses, "out"),
                          power_cut("xfs: lost write(c)", Result::loses, "out")});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].schedule, "power-loss[xfs: lost write(b)]@end");
  EXPECT_EQ(findings[0].example.schedule, findings[0].schedule);
  EXPECT_EQ(findings[0].example.point, std::nullopt);
  EXPECT_EQ(findings[0].status, Finding::Status::replayed);
  EXPECT_FALSE(findings[0].only_cuts);
  EXPECT_THAT(findings[0].checks, ElementsAre("some-check"));
}

// The simplest one need not violate all that the others of its group do.
TEST(PowerCutGroups, ListTheChecksOfTheirExampleFirst) {
  JudgedTrial torn = power_cut("xfs: lost write(a), lost write(b)", Result::loses, "out");
  torn.verdicts.push_back({"not-torn", Outcome::violated, "because"});
  const auto findings =
      failing_power_cuts({torn, power_cut("xfs: lost write(b)", Result::loses, "out")});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0].checks, ElementsAre("some-check"));
  EXPECT_THAT(findings[0].other_checks, ElementsAre("not-torn"));
}

RC_GTEST_PROP(PowerCutGroups, HoldEachFailingTrialOnceInWhateverOrder, ()) {
  std::vector<JudgedTrial> trials;
  std::uint64_t failing = 0;
  const auto count = *rc::gen::inRange(0, 12);
  for (int i = 0; i < count; ++i) {
    const auto result = *rc::gen::element(Result::passes, Result::loses, Result::doubles,
                                          Result::fails, Result::unknown);
    const auto path = *rc::gen::element<std::string>("out/a", "out/b", "log", "part-1", "part-2");
    trials.push_back(power_cut("xfs: lost write(" + path + ")", result, path));
    failing += result != Result::passes && result != Result::unknown;
  }
  std::uint64_t covered = 0;
  for (const Finding& finding : failing_power_cuts(trials)) covered += finding.points;
  RC_ASSERT(covered == failing);
  const auto sizes = [](const std::vector<JudgedTrial>& of) {
    std::vector<std::uint64_t> points;
    for (const Finding& finding : failing_power_cuts(of)) points.push_back(finding.points);
    return points;
  };
  const auto before = sizes(trials);
  std::reverse(trials.begin(), trials.end());
  RC_ASSERT(sizes(trials) == before);
}

}  // namespace
}  // namespace crashproof
