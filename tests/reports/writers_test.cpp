// Each writer against golden texts, and against text that would harm its reader.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/model/printable.h"
#include "reports/catalogue.h"
#include "reports/headline.h"
#include "tests/reports/golden_text.h"
#include "tests/reports/made_reports.h"

namespace crashproof {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;
using testing_reports::expect_golden;
using testing_reports::Golden;
using testing_reports::written;

class GoldenText : public testing::TestWithParam<Golden> {};

TEST_P(GoldenText, Terminal) {
  expect_golden(GetParam(), "text", ".txt");
}
TEST_P(GoldenText, JsonLines) {
  expect_golden(GetParam(), "json", ".jsonl");
}

INSTANTIATE_TEST_SUITE_P(Writers, GoldenText,
                         testing::Values(Golden{"sound", testing_reports::sound_report},
                                         Golden{"failing", testing_reports::failing_report},
                                         Golden{"diagnosed", testing_reports::diagnosed_report},
                                         Golden{"accepted", testing_reports::accepted_report},
                                         Golden{"gated", testing_reports::gated_report},
                                         Golden{"faults", testing_reports::faults_report},
                                         Golden{"sampled", testing_reports::sampled_report},
                                         Golden{"baseline", testing_reports::baseline_report},
                                         Golden{"empty", testing_reports::empty_report},
                                         Golden{"interrupted", testing_reports::interrupted_report},
                                         Golden{"recorded", testing_reports::recorded_report},
                                         Golden{"replayed", testing_reports::replayed_report},
                                         Golden{"hostile", testing_reports::hostile_report}),
                         [](const auto& golden) { return std::string(golden.param.name); });

std::vector<json> objects_of(const std::string& text) {
  std::vector<json> objects;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) objects.push_back(json::parse(line));
  return objects;
}

Report report_with_smallest_input() {
  Report report = testing_reports::failing_report();
  report.findings[0].smallest_input =
      SmallestInput{{"in/d"}, 5, 23, "", "kill@end", {{"in.jsonl", {3, 17}, 40}}};
  report.findings[1].smallest_input =
      SmallestInput{{}, 0, 9, "why", "", {{"a\x1b.csv", {4}, 4}, {"b.csv", {}, 2}}};
  return report;
}

TEST(SmallestInputText, SaysWhichRecordsAreLeft) {
  const Report report = report_with_smallest_input();
  for (const char* format : {"text", "html"}) {
    const std::string text = written(format, report);
    EXPECT_THAT(text, HasSubstr("1 of 5 items: in/d"));
    EXPECT_THAT(text, HasSubstr("2 of 40 records of in.jsonl"));
    EXPECT_THAT(text, HasSubstr("1 of 4 records of a\\x1b.csv"));
  }
  const std::string html = written("html", report);
  EXPECT_THAT(html, HasSubstr("1 of 5 items: in/d; 2 of 40 records of in.jsonl: lines 3 and 17 (23 "
                              "inputs tried); there it shows with kill@end"));
  EXPECT_THAT(html, HasSubstr("1 of 4 records of a\\x1b.csv: line 4; 0 of 2 records of b.csv (9 "
                              "inputs tried); why"));
}

TEST(SmallestInputText, IsWholeInJson) {
  const json smallest =
      objects_of(written("json", report_with_smallest_input()))[0]["smallest_input"];
  EXPECT_EQ(smallest["items"], json::array({"in/d"}));
  EXPECT_EQ(smallest["records"].size(), 1U);
  EXPECT_EQ(smallest["records"][0]["path"], "in.jsonl");
  EXPECT_EQ(smallest["records"][0]["lines"], json::array({3, 17}));
  EXPECT_EQ(smallest["records"][0]["of"], 40);
  EXPECT_EQ(smallest["schedule"], "kill@end");
}

TEST(JsonLines, EndsWithASummaryThatHasThePromisedFields) {
  const std::vector<json> objects = objects_of(written("json", testing_reports::failing_report()));
  const json& summary = objects.back();
  EXPECT_EQ(summary["type"], "summary");
  EXPECT_EQ(summary["events"], 612);
  EXPECT_EQ(summary["points"], 1204);
  EXPECT_EQ(summary["states"], 508);
  EXPECT_EQ(summary["tried"], 508);
  EXPECT_EQ(summary["violations"], 6);
  EXPECT_EQ(summary["exit"], 1);
  ASSERT_EQ(summary["findings"].size(), 2U);
  const json& finding = summary["findings"][0];
  EXPECT_TRUE(finding["code"].is_null());
  EXPECT_EQ(finding["status"], "confirmed");
  EXPECT_EQ(finding["schedule"], "kill@after:rename(state/ckpt.json)#2");
  EXPECT_EQ(finding["first_event"], 118);
  EXPECT_EQ(finding["last_event"], 120);
  // A cut lies inside the event after the gap.
  EXPECT_EQ(summary["findings"][1]["first_event"], 141);
}

TEST(JsonLines, TellsOfFaultsAndOfWorkDoneTwice) {
  const std::vector<json> objects = objects_of(written("json", testing_reports::faults_report()));
  const json& summary = objects.back();
  ASSERT_EQ(summary["faults"].size(), 5U);
  EXPECT_EQ(summary["faults"][2]["fault"], "interrupt[TERM]");
  EXPECT_EQ(summary["faults"][2]["not_happened"], 2);
  EXPECT_EQ(summary["redo"]["max_items"], 9);
  EXPECT_EQ(summary["redo"]["bound"], 5);
  EXPECT_EQ(summary["findings"][0]["fault"], "power-loss[ext4-ordered]");
  EXPECT_EQ(objects[0]["models"][0], "ext4-ordered (ext4)");
  EXPECT_EQ(objects[0]["broken_promises"][0]["count"], 100);
  EXPECT_TRUE(objects[0]["stopping"].is_null());
  EXPECT_EQ(objects[1]["stopping"]["outlived_grace"], true);
  EXPECT_EQ(objects[2]["first_run"]["code"], 1);
  EXPECT_EQ(objects[3]["redo"]["items"], 9);
}

TEST(JsonLines, HostileTextStaysOneValidAsciiObjectALine) {
  const std::string text = written("json", testing_reports::hostile_report());
  for (const char c : text)
    EXPECT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7f)) << static_cast<int>(c);
  EXPECT_EQ(objects_of(text).back()["type"], "summary");
}

TEST(Terminal, HostileTextActsOnNoTerminal) {
  const std::string text = written("text", testing_reports::hostile_report());
  std::string without_line_ends;
  for (const char c : text)
    if (c != '\n') without_line_ends += c;
  EXPECT_EQ(printable(without_line_ends), without_line_ends);
}

TEST(Terminal, ColoursAreTheOnlyDifferenceToPlainText) {
  std::string text = written("terminal", testing_reports::hostile_report());
  for (const std::string code : {"\x1b[1m", "\x1b[1;31m", "\x1b[1;32m", "\x1b[2m", "\x1b[0m"})
    for (std::size_t at = 0; (at = text.find(code, at)) != std::string::npos;)
      text.erase(at, code.size());
  EXPECT_EQ(text, written("text", testing_reports::hostile_report()));
}

TEST(Terminal, LongListsAreCutWithACount) {
  Report report = testing_reports::failing_report();
  report.findings[0].example.differences.resize(40, report.findings[0].example.differences[0]);
  report.notes.assign(25, "noise");
  const std::string text = written("text", report);
  EXPECT_THAT(text, HasSubstr("and 28 more differences"));
  EXPECT_THAT(text, HasSubstr("and 15 more"));
}

TEST(Terminal, AWindowAtAnEdgeOfTheRunNamesNoEventThatIsNotThere) {
  Report report = testing_reports::failing_report();
  report.findings.resize(1);
  Finding& finding = report.findings[0];
  finding.first = {0, std::nullopt};
  finding.first_event = 0;
  finding.opened_by = "";
  EXPECT_THAT(written("text", report), HasSubstr("a kill before B"));
  finding.closed_by = "";
  EXPECT_THAT(written("text", report), HasSubstr("a kill at any time"));
  finding.first = {3, std::nullopt};
  finding.first_event = 3;
  finding.opened_by = "unlink(lock)";
  EXPECT_THAT(written("text", report), HasSubstr("a kill after A, as late as the end of the run"));
}

// Input that comes when the job is done: no event opens the window, and yet it is not any time.
TEST(Writers, WhatComesAfterTheEndOfARunDoesNotComeAtAnyTime) {
  Report report = testing_reports::failing_report();
  report.findings.resize(1);
  Finding& finding = report.findings[0];
  finding.fault = "late-input[in/a]";
  finding.schedule = "kill@end; late-input[in/a]@resume1";
  finding.events_of = "the run that is killed";
  finding.first = finding.last = {40, std::nullopt};
  finding.first_event = finding.last_event = 0;
  finding.opened_by = finding.closed_by = "";
  EXPECT_THAT(written("text", report), HasSubstr("a kill and late input after the end of the run"));
  EXPECT_THAT(reports::headline_of(finding),
              HasSubstr("a kill and late input after the end of the run"));
  finding.first = {5, std::nullopt};
  finding.first_event = 3;
  EXPECT_THAT(written("text", report), HasSubstr("after A, as late as the end of the run"));
}

// Of a second crash: the events are those of the rerun, and are not mistaken for recorded ones.
Report second_crash_report() {
  Report report = testing_reports::failing_report();
  report.findings.resize(1);
  Finding& finding = report.findings[0];
  finding.example.point.reset();
  finding.fault = "further kills";
  finding.schedule = "kill@after:fsync(wal); kill@resume1:event(3)";
  finding.events_of = "the rerun";
  finding.first = finding.last = {};
  finding.first_event = 3;
  finding.last_event = 4;
  finding.opened_by = "unlink(wal)";
  finding.closed_by = "write(ledger)";
  finding.opener_site = "ledger.py:31";
  return report;
}

TEST(Writers, ASecondCrashNamesEventsOfTheRerun) {
  const Report report = second_crash_report();
  const std::string text = written("text", report);
  EXPECT_THAT(text, HasSubstr("A = event 3 of the rerun  unlink(wal)  ledger.py:31"));
  EXPECT_THAT(text, HasSubstr("B = event 5 of the rerun  write(ledger)"));
  EXPECT_THAT(text,
              HasSubstr("kill@after:fsync(wal), and a kill of the rerun after A and before B"));
  const std::string page = written("html", report);
  EXPECT_THAT(page, HasSubstr("event 3 of the rerun"));
  EXPECT_THAT(page, Not(HasSubstr("href=\"#event=3\"")));
}

TEST(Writers, AnOpenHasNoNumberOfItsOwn) {
  Report report = testing_reports::failing_report();
  report.findings.resize(1);
  report.findings[0].opened_by = "open(in/1.csv)";
  EXPECT_THAT(written("text", report), HasSubstr("A = behind event 118  open(in/1.csv)"));
}

TEST(Writers, TrialsThatTellNothingByThemselvesAreCounted) {
  Report report = testing_reports::diagnosed_report();
  std::vector<Proof>& proofs = report.findings[0].diagnosis.proofs;
  for (int i = 0; i < 5; ++i)
    proofs.push_back({"kill@start", "with an fsync of x", "fails as before", "other fsyncs"});
  proofs.push_back({"kill@end", "with an fsync of y", "passes", "other fsyncs"});
  const std::string text = written("text", report);
  EXPECT_THAT(text, HasSubstr("other fsyncs: fails as before (5), passes (1)"));
  EXPECT_THAT(text, Not(HasSubstr("with an fsync of x")));
  EXPECT_THAT(written("html", report), HasSubstr("with an fsync of x"));
}

TEST(Writers, WhatIsLeftIsCalledTemporaryOnlyIfItIs) {
  Report report = testing_reports::failing_report();
  report.litter_trials = 2;
  report.litter_example = "wal.log";
  report.litter_temporary = false;
  EXPECT_THAT(
      written("text", report),
      HasSubstr("2 trials left a file that the crash-free run does not leave, e.g. wal.log"));
  report.litter_temporary = true;
  EXPECT_THAT(written("text", report),
              HasSubstr("2 trials left behind what the crash-free run renames or removes"));
}

TEST(Writers, AScheduleOfSeveralKillsHasNoWindow) {
  Report report = testing_reports::failing_report();
  report.findings.resize(1);
  report.findings[0].schedule = "kill@event(7); kill@resume1:event(2)";
  report.findings[0].example.point.reset();
  const std::string text = written("text", report);
  EXPECT_THAT(text, HasSubstr("kill@event(7); kill@resume1:event(2), then reruns"));
  EXPECT_THAT(text, Not(HasSubstr("event 118")));
  EXPECT_TRUE(objects_of(written("json", report)).back()["findings"][0]["first_event"].is_null());
}

TEST(Terminal, AReplayTellsWhatTheScheduleDid) {
  Report report = testing_reports::replayed_report();
  report.replay->evidence = testing_reports::faults_report().findings[1].example;
  report.replay->evidence.redo = Redo{7, 0, 0};
  report.replay->verdicts = {{"stops-in-time", Outcome::violated, "still running"}};
  const std::string text = written("text", report);
  EXPECT_THAT(text, HasSubstr("Stopped      not by itself: killed 2.0 s after the first signal"));
  EXPECT_THAT(text, HasSubstr("Redone       7 events\n"));
  EXPECT_THAT(text, HasSubstr("Reproduced: under this schedule the job outlives its grace time."));
  report.replay->verdicts = {{"stops-in-time", Outcome::holds, ""}};
  EXPECT_THAT(written("text", report),
              HasSubstr("Passes: under this schedule the job ends as an uninterrupted run does."));
  report.replay->reached = false;
  EXPECT_THAT(written("text", report), HasSubstr("the place of the fault."));
}

TEST(Catalogue, NamesAreDistinctAndFound) {
  for (const ReportWriter& writer : report_writers())
    EXPECT_EQ(report_writer_named(writer.name), &writer);
  EXPECT_EQ(report_writer_named("nosuch"), nullptr);
}

}  // namespace
}  // namespace crashproof
