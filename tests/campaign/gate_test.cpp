// Which findings count: accepted ones are told and expire, others are counted, nothing is silent.
#include "harness/campaign/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/model/report.h"

namespace crashproof {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* today = "2026-11-28";

Finding finding(const std::string& code, const std::vector<std::string>& harmed,
                const std::vector<std::string>& blamed = {}) {
  Finding finding;
  finding.diagnosis.code = code;
  finding.diagnosis.blamed = blamed;
  for (const std::string& path : harmed) {
    Difference difference;
    difference.path = path;
    finding.example.differences.push_back(difference);
  }
  return finding;
}

// A campaign that has tried all of its ten states.
Report report_with(std::vector<Finding> findings) {
  Report report;
  report.coverage.states = report.coverage.tried = 10;
  report.findings = std::move(findings);
  return report;
}

Allowance allowance(const std::string& code, const std::string& until = "",
                    const std::string& path = "") {
  return {code, path, "known", until, "crashproof.toml:7"};
}

Report passed(Report report, const Gate& gate) {
  pass_gate(report, gate, today);
  return report;
}

TEST(Gate, LetsEverythingCountUnlessToldOtherwise) {
  const Report report = passed(report_with({finding("CP001", {"a"}), finding("", {"a"})}), {});
  EXPECT_EQ(report.findings.size(), 2U);
  EXPECT_THAT(report.accepted, IsEmpty());
  EXPECT_EQ(exit_code(report), ExitCode::findings);
}

TEST(Gate, AnAcceptedFindingIsToldAndDoesNotFail) {
  const Report report =
      passed(report_with({finding("CP010", {"a"})}), {0, {}, {allowance("CP010", "2026-11-28")}});
  EXPECT_THAT(report.findings, IsEmpty());
  ASSERT_EQ(report.accepted.size(), 1U);
  EXPECT_EQ(report.accepted[0].reason, "known");
  EXPECT_EQ(report.accepted[0].until, "2026-11-28");
  EXPECT_THAT(report.notes, IsEmpty());
  EXPECT_EQ(exit_code(report), ExitCode::no_finding);
}

TEST(Gate, WhatWasAcceptedCountsAgainAfterItsLastDay) {
  const Report report =
      passed(report_with({finding("CP010", {"a"})}), {0, {}, {allowance("CP010", "2026-11-27")}});
  EXPECT_EQ(report.findings.size(), 1U);
  EXPECT_THAT(report.notes, ElementsAre(HasSubstr("until 2026-11-27: it counts again")));
  EXPECT_EQ(exit_code(report), ExitCode::findings);
}

TEST(Gate, AnotherAllowanceMayStillHold) {
  const Report report = passed(report_with({finding("CP010", {"a"})}),
                               {0, {}, {allowance("CP010", "2026-11-27"), allowance("CP010")}});
  EXPECT_EQ(report.accepted.size(), 1U);
  EXPECT_THAT(report.notes, IsEmpty());
}

TEST(Gate, AnAllowanceThatMetNothingIsSaid) {
  const Report report =
      passed(report_with({finding("CP001", {"a"})}), {0, {}, {allowance("CP010")}});
  EXPECT_THAT(report.notes,
              ElementsAre("crashproof.toml:7 accepts CP010, and nothing of the kind was found"));
}

TEST(Gate, AFindingWithoutACauseIsAcceptedByAWord) {
  const Report report =
      passed(report_with({finding("", {"a"})}), {0, {}, {allowance("unclassified")}});
  EXPECT_EQ(report.accepted.size(), 1U);
}

TEST(Gate, APathMustCoverAllThatIsHarmed) {
  const Gate gate{0, {}, {allowance("CP001", "", "cache/*")}};
  EXPECT_EQ(passed(report_with({finding("CP001", {"cache/a", "cache/b"})}), gate).accepted.size(),
            1U);
  EXPECT_EQ(passed(report_with({finding("CP001", {"cache/a", "out.csv"})}), gate).findings.size(),
            1U);
  // A table of a database is part of its file.
  EXPECT_EQ(passed(report_with({finding("CP001", {"cache/x.db#rows"})}), gate).accepted.size(), 1U);
}

TEST(Gate, WhereNothingIsHarmedThePathIsAboutWhatIsBlamed) {
  const Gate gate{0, {}, {allowance("CP021", "", "*.lock")}};
  EXPECT_EQ(passed(report_with({finding("CP021", {}, {"job.lock"})}), gate).accepted.size(), 1U);
  EXPECT_EQ(passed(report_with({finding("CP021", {}, {})}), gate).findings.size(), 1U);
}

TEST(Gate, OnlyTheCodesAskedForCountAndTheRestIsCounted) {
  const Report report =
      passed(report_with({finding("CP001", {"a"}), finding("CP010", {"a"}), finding("", {"b"})}),
             {0, {"CP001"}, {}});
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].diagnosis.code, "CP001");
  EXPECT_THAT(report.not_asked_for, ElementsAre("CP010", "unclassified"));
}

TEST(Gate, AnAllowanceOfWhatIsNotAskedForIsNoMatter) {
  const Report report = passed(report_with({}), {0, {"CP001"}, {allowance("CP010")}});
  EXPECT_THAT(report.notes, IsEmpty());
}

TEST(Gate, DemandsCoverage) {
  Report report = report_with({});
  report.coverage.tried = 7;
  EXPECT_EQ(exit_code(passed(report, {0.7, {}, {}})), ExitCode::no_finding);
  EXPECT_EQ(exit_code(passed(report, {0.71, {}, {}})), ExitCode::undecided);
  report.findings = {finding("CP001", {"a"})};
  EXPECT_EQ(exit_code(passed(report, {0.71, {}, {}})), ExitCode::findings);
}

TEST(Gate, AViolationThatEndedTheTrialsAndDoesNotCountDecidesNothing) {
  Report report = report_with({finding("CP010", {"a"})});
  report.not_begun = {9, "the first violation", true};
  EXPECT_EQ(exit_code(passed(report, {0, {}, {allowance("CP010")}})), ExitCode::undecided);
  EXPECT_EQ(exit_code(passed(report, {})), ExitCode::findings);
}

TEST(Gate, KnowsDays) {
  for (const char* day : {"2026-11-28", "2028-02-29"}) EXPECT_TRUE(is_date(day)) << day;
  for (const char* day : {"", "2027-02-29", "2027-13-01", "2027-1-01", "27-01-01", "2027/01/31",
                          "2027-01-31 ", "2027-01-3x", "+027-01-31", "tomorrow"})
    EXPECT_FALSE(is_date(day)) << day;
  EXPECT_TRUE(is_date(today_in_utc()));
}

}  // namespace
}  // namespace crashproof
