// The formats for CI: golden texts, and what their readers would stumble over.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "harness/model/finding_identity.h"
#include "harness/model/printable.h"
#include "reports/test_cases.h"
#include "reports/xml.h"
#include "tests/reports/golden_text.h"
#include "tests/reports/made_reports.h"

namespace crashproof {
namespace {

using nlohmann::json;
using reports::TestCase;
using testing::Each;
using testing::HasSubstr;
using testing::StartsWith;
using testing_reports::expect_golden;
using testing_reports::Golden;
using testing_reports::written;

class GoldenCiText : public testing::TestWithParam<Golden> {};

TEST_P(GoldenCiText, Junit) {
  expect_golden(GetParam(), "junit", ".junit.xml");
}
TEST_P(GoldenCiText, Sarif) {
  expect_golden(GetParam(), "sarif", ".sarif");
}
TEST_P(GoldenCiText, Github) {
  expect_golden(GetParam(), "github", ".github");
}
TEST_P(GoldenCiText, Markdown) {
  expect_golden(GetParam(), "markdown", ".md");
}
TEST_P(GoldenCiText, Tap) {
  expect_golden(GetParam(), "tap", ".tap");
}

INSTANTIATE_TEST_SUITE_P(Writers, GoldenCiText,
                         testing::Values(Golden{"sound", testing_reports::sound_report},
                                         Golden{"diagnosed", testing_reports::diagnosed_report},
                                         Golden{"accepted", testing_reports::accepted_report},
                                         Golden{"gated", testing_reports::gated_report},
                                         Golden{"faults", testing_reports::faults_report},
                                         Golden{"baseline", testing_reports::baseline_report},
                                         Golden{"hostile", testing_reports::hostile_report}),
                         [](const auto& golden) { return std::string(golden.param.name); });

TEST(RunFormat, HasAGoldenText) {
  expect_golden({"diagnosed", testing_reports::diagnosed_report}, "run", ".run.json");
  expect_golden({"gated", testing_reports::gated_report}, "run", ".run.json");
  expect_golden({"hostile", testing_reports::hostile_report}, "run", ".run.json");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(TestCases, HaveDistinctNamesAlsoForFindingsThatLookAlike) {
  Report report = testing_reports::diagnosed_report();
  report.findings.push_back(report.findings.front());
  std::set<std::pair<std::string, std::string>> names;
  for (const TestCase& each : reports::test_cases(report))
    EXPECT_TRUE(names.emplace(each.group, each.name).second) << each.name;
}

// Names by which CI keeps the history of a test.
TEST(TestCases, HaveNamesThatStayWhenNumbersChange) {
  Report report = testing_reports::diagnosed_report();
  const std::string name = reports::test_cases(report)[1].name;
  Finding& finding = report.findings.front();
  finding.first.after += 40;
  finding.first_event += 40;
  finding.last.after += 44;
  finding.points = 7;
  finding.opener_site = "etl.py:52";
  EXPECT_EQ(reports::test_cases(report)[1].name, name);
}

TEST(TestCases, WhatIsUnknownNeverPasses) {
  for (const Report& report :
       {testing_reports::sampled_report(), testing_reports::baseline_report(),
        testing_reports::empty_report(), testing_reports::interrupted_report(),
        testing_reports::gated_report()}) {
    const std::vector<TestCase> cases = reports::test_cases(report);
    EXPECT_TRUE(std::ranges::any_of(cases, [](const TestCase& each) {
      return each.outcome == TestCase::Outcome::error;
    })) << written("text", report);
  }
  for (const TestCase& each : reports::test_cases(testing_reports::sound_report()))
    EXPECT_EQ(each.outcome, TestCase::Outcome::passed) << each.name;
}

// With what is accepted they show the whole picture, and fail nobody's build.
TEST(TestCases, OfAcceptedFindingsAreNeitherPassedNorFailed) {
  const Report report = testing_reports::accepted_report();
  const std::vector<TestCase> cases = reports::test_cases(report);
  ASSERT_EQ(cases.size(), 3U);
  EXPECT_EQ(cases[0].outcome, TestCase::Outcome::passed);
  for (std::size_t i = 1; i < cases.size(); ++i)
    EXPECT_EQ(cases[i].outcome, TestCase::Outcome::accepted);
  EXPECT_EQ(cases[1].message, "accepted: the loader copes (until 2027-01-31)");
  EXPECT_EQ(cases[2].message, "accepted: the loader copes");
  // CI keeps one history of a finding, before and after somebody accepts it.
  const Report counting = testing_reports::diagnosed_report();
  EXPECT_EQ(cases[1].name, reports::test_cases(counting)[1].name);
  EXPECT_EQ(cases[1].group, reports::test_cases(counting)[1].group);
}

TEST(TestCases, AnErrorStandsForAViolationThatEndedTheTrialsAndDoesNotCount) {
  Report report = testing_reports::accepted_report();
  report.not_begun = {258, "--fail-fast: there is a violation", true};
  ASSERT_EQ(exit_code(report), ExitCode::undecided);
  const std::vector<TestCase> cases = reports::test_cases(report);
  EXPECT_EQ(std::ranges::count(cases, TestCase::Outcome::error, &TestCase::outcome), 1);
  EXPECT_EQ(cases.back().message, "the violation that ended the trials does not count");
}

TEST(TestCases, ADemandThatIsMetIsACaseThatPasses) {
  Report report = testing_reports::sound_report();
  report.least_coverage = 0.8;
  const std::vector<TestCase> cases = reports::test_cases(report);
  ASSERT_EQ(cases.size(), 3U);
  EXPECT_EQ(cases.back().group, "crashproof.coverage");
  EXPECT_EQ(cases.back().outcome, TestCase::Outcome::passed);
}

TEST(Xml, HoldsNothingThatXmlCannotHold) {
  EXPECT_EQ(reports::xml_text("a<b>&\"c\"\n\x1b[2J\xff\xef\xbf\xbe"),
            "a&lt;b&gt;&amp;&quot;c&quot;\n\\x1b[2J\\xff\\u{fffe}");
}

TEST(Github, EscapesWhatWouldEndAnAnnotation) {
  Report report = testing_reports::diagnosed_report();
  report.source_files.paths["etl.py"] = "jobs/a,b:c%/etl.py";
  report.findings.front().diagnosis.therefore = "100% of it,\nthen: ::error::owned";
  const std::vector<std::string> lines = lines_of(written("github", report));
  ASSERT_EQ(lines.size(), 3U);  // one a finding, one for the run
  EXPECT_THAT(lines[0], StartsWith("::error file=jobs/a%2Cb%3Ac%25/etl.py,line=41,title="));
  EXPECT_THAT(lines[0], HasSubstr("100%25 of it,\\nthen: ::error::owned"));
  EXPECT_THAT(lines[0], HasSubstr("%0AFix: Make the data durable first"));
  EXPECT_THAT(lines[2], StartsWith("::notice title=crashproof::2 findings."));
}

TEST(Github, HostileTextBeginsNoCommandOfItsOwn) {
  EXPECT_THAT(lines_of(written("github", testing_reports::hostile_report())),
              Each(testing::MatchesRegex("::(error|warning|notice) .*title=.*::.*")));
}

TEST(Markdown, NamesMakeNoMarkUp) {
  Report report = testing_reports::diagnosed_report();
  report.findings.front().diagnosis.therefore = "@octocat sees <b>`x`|#12</b>";
  report.source_files.paths["etl.py"] = "a|`b`.py";
  const std::string text = written("markdown", report);
  EXPECT_THAT(text, HasSubstr("@<!-- -->octocat sees \\<b\\>\\`x\\`\\|#<!-- -->12\\</b\\>"));
  EXPECT_THAT(text, HasSubstr("``a\\|`b`.py:41``"));
}

TEST(Markdown, CommandsCanBePastedOutsideOfTables) {
  Report report = testing_reports::diagnosed_report();
  report.subject.command = {"sh", "-c", "sort in | uniq"};
  EXPECT_THAT(written("markdown", report), HasSubstr("Job: `sh -c 'sort in | uniq'`"));
}

TEST(Tap, DescriptionsHoldNoDirective) {
  Report report = testing_reports::diagnosed_report();
  report.findings.front().diagnosis.blamed = {"a # SKIP b\\"};
  EXPECT_THAT(written("tap", report), HasSubstr("order inversion: a \\# SKIP b\\\\\n"));
}

TEST(Tap, WhatIsAcceptedIsKnownToFail) {
  const std::string text = written("tap", testing_reports::gated_report());
  EXPECT_THAT(text, HasSubstr("\nnot ok 2 - crashproof.kill: CP001 order inversion: "
                              "out.csv, state/ckpt.json # TO"
                              "DO accepted: the loader copes (until 2027-01-31)\n"));
  EXPECT_THAT(text, HasSubstr("ok 5 - crashproof.only: CP010 # SKIP 2 findings, not asked for\n"));
}

TEST(Sarif, FingerprintsArePartOfEachResult) {
  const Report report = testing_reports::faults_report();
  const json log = json::parse(written("sarif", report));
  const json& results = log["runs"][0]["results"];
  ASSERT_EQ(results.size(), report.findings.size());
  std::set<std::string> known;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const std::string print = results[i]["partialFingerprints"]["crashproofFinding/v1"];
    EXPECT_EQ(print, fingerprint(report.findings[i]));
    EXPECT_TRUE(known.insert(print).second);
  }
}

// A file of the workspace, which may be no root of sources.
TEST(Sarif, PointsAtDataWhereNoSourceIsKnown) {
  Report report = testing_reports::diagnosed_report();
  report.findings.resize(1);
  report.findings.front().diagnosis.blamed = {"jobs.db#items"};
  report.findings.front().opener_place = report.findings.front().closer_place = {};
  const auto uri = [&] {
    const json log = json::parse(written("sarif", report));
    const json& where = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    return where["artifactLocation"]["uri"].get<std::string>();
  };
  report.source_files = {{{"jobs.db#items", "etl/jobs.db"}}, ""};
  EXPECT_EQ(uri(), "etl/jobs.db");
  report.source_files = {};
  EXPECT_EQ(uri(), ".");
}

TEST(Sarif, SuppressesWhatIsAccepted) {
  const json log = json::parse(written("sarif", testing_reports::accepted_report()));
  const json& results = log["runs"][0]["results"];
  ASSERT_EQ(results.size(), 2U);
  const json suppressed = json::array({{{"kind", "external"},
                                        {"status", "accepted"},
                                        {"justification", "the loader copes (until 2027-01-31)"}}});
  EXPECT_EQ(results[0]["suppressions"], suppressed);
  EXPECT_EQ(results[1]["suppressions"][0]["justification"], "the loader copes");
}

TEST(Sarif, ShowsTheWayFromAOverTheFaultToB) {
  const json log = json::parse(written("sarif", testing_reports::diagnosed_report()));
  const json& result = log["runs"][0]["results"][0];
  const json& steps = result["codeFlows"][0]["threadFlows"][0]["locations"];
  ASSERT_EQ(steps.size(), 3U);
  const auto line_of = [](const json& step) {
    return step["location"]["physicalLocation"]["region"]["startLine"];
  };
  EXPECT_EQ(line_of(steps[0]), 41);
  EXPECT_EQ(line_of(steps[1]), 41);
  EXPECT_EQ(line_of(steps[2]), 42);
  EXPECT_EQ(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            "jobs/a%20b/etl.py");
  EXPECT_EQ(log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"].get<int>()]["id"],
            "CP001");
}

TEST(Sarif, SaysThatARunWithoutResultIsNone) {
  const auto invocation = [](const Report& report) {
    return json::parse(written("sarif", report))["runs"][0]["invocations"][0];
  };
  EXPECT_EQ(invocation(testing_reports::sound_report())["executionSuccessful"], true);
  EXPECT_EQ(invocation(testing_reports::failing_report())["executionSuccessful"], true);
  for (const Report& report :
       {testing_reports::sampled_report(), testing_reports::baseline_report(),
        testing_reports::empty_report(), testing_reports::interrupted_report()})
    EXPECT_EQ(invocation(report)["executionSuccessful"], false);
}

// A replay is no campaign, and must not look like one that found nothing.
TEST(CiFormats, TellOfAReplay) {
  const Report report = testing_reports::replayed_report();
  EXPECT_THAT(written("junit", report), HasSubstr("failures=\"1\""));
  EXPECT_THAT(written("tap", report), HasSubstr("not ok 2 - crashproof.replay: "));
  EXPECT_THAT(written("github", report), StartsWith("::error title=crashproof::Reproduced"));
  EXPECT_THAT(written("markdown", report), HasSubstr("Reproduced"));
}

TEST(CiFormats, HoldNoControlCharacterWhateverTheJobPrints) {
  for (const std::string format : {"run", "junit", "sarif", "github", "tap"}) {
    std::string text = written(format, testing_reports::hostile_report());
    std::erase(text, '\n');
    EXPECT_EQ(printable(text), text) << format;
  }
}

}  // namespace
}  // namespace crashproof
