// What is the same finding in two runs, and what is said of the rest.
#include "reports/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/model/finding_identity.h"
#include "tests/reports/golden_text.h"
#include "tests/reports/made_reports.h"

namespace crashproof {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_reports::diagnosed_report;
using testing_reports::expect_golden_text;
using testing_reports::faults_report;
using testing_reports::sound_report;

// The job after an edit: everything is somewhere else.
Finding moved(Finding finding) {
  finding.first.after += 10;
  finding.first_event += 10;
  finding.last.after += 10;
  finding.points += 5;
  finding.windows += 2;
  finding.diagnosis.certainty = Certainty::likely;
  finding.status = Finding::Status::unconfirmed;
  finding.opener_place.place.line += 9;
  for (CodePlace& place : finding.opener_place.stack) place.line += 9;
  finding.opener_site = describe(finding.opener_place);
  finding.schedule += "4";
  return finding;
}

TEST(FindingIdentity, StaysWhenEventsLinesAndNumbersMove) {
  for (const Report& report : {diagnosed_report(), faults_report()}) {
    const Finding& named = report.findings.front();
    EXPECT_EQ(fingerprint(moved(named)), fingerprint(named));
  }
  Finding parts = diagnosed_report().findings.front();
  parts.diagnosis.blamed = {"out/part-0017.csv"};
  Finding others = parts;
  others.diagnosis.blamed = {"out/part-0020.csv", "out/part-0021.csv"};
  EXPECT_EQ(fingerprint(parts), fingerprint(others));
}

TEST(FindingIdentity, TellsCausesApart) {
  const Finding one = diagnosed_report().findings.front();
  const auto differs = [&one](auto change) {
    Finding other = one;
    change(other);
    return cause_fingerprint(other) != cause_fingerprint(one);
  };
  EXPECT_TRUE(differs([](Finding& other) { other.diagnosis.code = "CP010"; }));
  EXPECT_TRUE(differs([](Finding& other) { other.diagnosis.blamed = {"other.csv"}; }));
  EXPECT_TRUE(differs([](Finding& other) { other.fault = "power-loss[xfs]"; }));
  EXPECT_TRUE(differs([](Finding& other) { other.diagnosis.code = ""; }));
  EXPECT_FALSE(differs([](Finding& other) { other.opener_place.place.function = "save"; }));
}

TEST(RunComparison, OfARunWithItselfHasNothingNew) {
  for (const Report& report : {diagnosed_report(), faults_report(), sound_report()}) {
    const RunComparison comparison = compared(report, report);
    EXPECT_THAT(comparison.fresh, IsEmpty());
    EXPECT_THAT(comparison.resolved, IsEmpty());
    EXPECT_EQ(comparison.ongoing.size(), report.findings.size());
  }
}

TEST(RunComparison, TellsNewFromResolvedAndOngoing) {
  const Report before = diagnosed_report();
  Report after = before;
  after.findings = {moved(before.findings[0]), faults_report().findings[3]};
  const RunComparison comparison = compared(before, after);
  EXPECT_THAT(comparison.ongoing, ElementsAre(std::pair<std::size_t, std::size_t>(0, 0)));
  EXPECT_THAT(comparison.fresh, ElementsAre(1));
  EXPECT_THAT(comparison.resolved, ElementsAre(1));
  EXPECT_EQ(comparison.exit(), ExitCode::findings);
  EXPECT_EQ(compared(before, sound_report()).exit(), ExitCode::no_finding);
}

TEST(RunComparison, FollowsCodeThatMovesToAnotherFunction) {
  const Report before = diagnosed_report();
  Report after = before;
  after.findings[0].opener_place = {{"lib/save.py", 3, "save"}, "", {}};
  EXPECT_THAT(compared(before, after).fresh, IsEmpty());
}

TEST(RunComparison, WhatWasNotTriedAgainIsNotResolved) {
  Report after = sound_report();
  const RunComparison comparison = compared(faults_report(), after);
  EXPECT_THAT(comparison.not_tried, ElementsAre(0, 1, 2));
  EXPECT_THAT(comparison.resolved, ElementsAre(3));
  EXPECT_THAT(comparison.remarks,
              ElementsAre(HasSubstr("faults that were tried: errno, interrupt, kill, power-loss "
                                    "before, kill now"),
                          "the first run is not decided in full (exit 1)"));
}

TEST(RunComparison, ARunWithoutResultDecidesNothing) {
  for (const Report& after :
       {testing_reports::baseline_report(), testing_reports::interrupted_report(),
        testing_reports::recorded_report(), testing_reports::sampled_report()}) {
    const RunComparison comparison = compared(diagnosed_report(), after);
    EXPECT_EQ(comparison.exit(), ExitCode::undecided);
    EXPECT_THAT(comparison.remarks, Not(IsEmpty()));
  }
}

TEST(RunComparison, SaysSoOfOtherCommands) {
  Report after = diagnosed_report();
  after.subject.command = {"./etl"};
  EXPECT_THAT(compared(diagnosed_report(), after).remarks,
              ElementsAre("other commands: python3 etl.py before, ./etl now"));
}

TEST(Comparison, HasGoldenTexts) {
  Report after = faults_report();
  after.findings.push_back(moved(diagnosed_report().findings[0]));
  after.faults.pop_back();
  const Report before = diagnosed_report();
  const RunComparison comparison = compared(before, after);
  expect_golden_text(reports::comparison_text(comparison, before, after), "comparison.txt");
  expect_golden_text(reports::comparison_json(comparison, before, after), "comparison.jsonl");
}

TEST(Comparison, HostileTextStaysAsciiAndPrintable) {
  const Report hostile = testing_reports::hostile_report();
  const RunComparison comparison = compared(sound_report(), hostile);
  std::istringstream lines(reports::comparison_json(comparison, sound_report(), hostile));
  for (std::string line; std::getline(lines, line);) EXPECT_TRUE(json::parse(line).is_object());
}

}  // namespace
}  // namespace crashproof
