// What failing trials amount to: which are explained by sudden death alone, and which are findings.
#include "harness/campaign/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/diagnose/causes.h"
#include "tests/campaign/made_run.h"

namespace crashproof {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MadeRun;

// create(out) 0, write(out) 1, write(out)#2 2, output 3, exit 4
MadeRun job() {
  MadeRun run;
  run.create("out").write("out", 0, "a").write("out", 1, "b").output().exit();
  return run;
}

JudgedTrial trial(const std::string& schedule, const std::string& fault, Outcome outcome,
                  std::optional<CrashPoint> point = {}) {
  JudgedTrial trial;
  trial.evidence.schedule = schedule;
  trial.evidence.fault = fault;
  trial.evidence.point = point;
  trial.evidence.resumes.emplace_back();
  Difference lost;
  lost.path = "out";
  if (outcome == Outcome::violated) trial.evidence.differences = {lost};
  trial.verdicts = {{"no-loss", outcome, ""}};
  return trial;
}

JudgedTrial kill(const std::string& position, std::uint64_t after, Outcome outcome) {
  return trial("kill@" + position, "kill", outcome, CrashPoint{after, std::nullopt});
}

// What is left of the failing trial of this schedule if kills after the first write fail.
bool is_explained(JudgedTrial failing) {
  std::vector<JudgedTrial> trials{kill("after:write(out)", 2, Outcome::violated),
                                  kill("after:write(out)#2", 3, Outcome::holds),
                                  std::move(failing)};
  const std::vector<std::string> lines = take_out_explained(trials, job().runs());
  EXPECT_EQ(lines.empty(), trials.size() == 3);
  return trials.size() == 2;
}

JudgedTrial stopped(const std::string& position, RunExit::How how) {
  JudgedTrial stop = trial("interrupt[TERM]@" + position, "interrupt[TERM]", Outcome::violated);
  stop.evidence.engine = Engine::live;
  stop.evidence.stopping = Stopping{0.01, false};
  stop.evidence.first_run = RunOutcome{{how, 15, 0.1}, "", 0};
  return stop;
}

TEST(Explained, ChangesAndFurtherKillsAfterADeathThatFailsAlone) {
  const auto fails = [](const std::string& schedule, const std::string& fault) {
    return trial(schedule, fault, Outcome::violated);
  };
  EXPECT_TRUE(is_explained(fails("kill@after:write(out); clock[-1h]@resume1", "clock[-1h]")));
  EXPECT_TRUE(is_explained(fails("kill@after:write(out); kill@resume1:event(1)", "further kills")));
  // Also where the position is called otherwise.
  EXPECT_TRUE(is_explained(fails("kill@event(2); late-input[in]@resume1", "late-input[in]")));
  EXPECT_FALSE(is_explained(fails("kill@after:write(out)#2; clock[-1h]@resume1", "clock[-1h]")));
  EXPECT_FALSE(is_explained(fails("kill@after:create(out); clock[-1h]@resume1", "clock[-1h]")));
}

TEST(Explained, RequestsToStopThatMerelyKilled) {
  EXPECT_TRUE(is_explained(stopped("after:write(out)", RunExit::How::signalled)));
  // A job that handles the signal has done something more than die.
  EXPECT_FALSE(is_explained(stopped("after:write(out)", RunExit::How::exited)));
  EXPECT_FALSE(is_explained(stopped("after:write(out)#2", RunExit::How::signalled)));
}

TEST(Explained, WhatElseStrikesIsNot) {
  EXPECT_FALSE(is_explained(trial("errno[EIO]@after:write(out)", "errno[EIO]", Outcome::violated)));
  EXPECT_FALSE(is_explained(trial("poison[in]@every", "poison[in]", Outcome::violated)));
  EXPECT_FALSE(is_explained(trial("power-loss[xfs: lost write(out)]@after:write(out)",
                                  "power-loss[xfs]", Outcome::violated)));
}

TEST(Explained, LeavesKillsAndWhatDoesNotFail) {
  std::vector<JudgedTrial> trials{
      kill("after:write(out)", 2, Outcome::violated),
      trial("kill@after:write(out); clock[-1h]@resume1", "clock[-1h]", Outcome::holds),
      trial("kill@after:write(out); clock[+1h]@resume1", "clock[+1h]", Outcome::inconclusive)};
  EXPECT_THAT(take_out_explained(trials, job().runs()), IsEmpty());
  EXPECT_EQ(trials.size(), 3U);
}

TEST(Explained, ADeathThatPassedOrIsUnknownExplainsNothing) {
  for (const Outcome outcome : {Outcome::holds, Outcome::inconclusive}) {
    std::vector<JudgedTrial> trials{
        kill("after:write(out)", 2, outcome),
        trial("kill@after:write(out); clock[-1h]@resume1", "clock[-1h]", Outcome::violated)};
    EXPECT_THAT(take_out_explained(trials, job().runs()), IsEmpty());
    EXPECT_EQ(trials.size(), 2U);
  }
}

TEST(Explained, SaysHowManyOfWhich) {
  const JudgedTrial back =
      trial("kill@after:write(out); clock[-1h]@resume1", "clock[-1h]", Outcome::violated);
  const JudgedTrial on =
      trial("kill@after:write(out); clock[+1h]@resume1", "clock[+1h]", Outcome::violated);
  std::vector<JudgedTrial> trials{kill("after:write(out)", 2, Outcome::violated), back, on, back};
  EXPECT_THAT(
      take_out_explained(trials, job().runs()),
      ElementsAre(HasSubstr("clock[+1h]: in 1 trial "), HasSubstr("clock[-1h]: in 2 trials ")));
  EXPECT_EQ(trials.size(), 1U);
}

TEST(GroupedFindings, AreOfOneFaultEachKillsFirst) {
  std::vector<JudgedTrial> trials{trial("kill@after:create(out); clock[-1h]@resume1", "clock[-1h]",
                                        Outcome::violated, CrashPoint{1, std::nullopt}),
                                  trial("kill@after:write(out); clock[-1h]@resume1", "clock[-1h]",
                                        Outcome::violated, CrashPoint{2, std::nullopt}),
                                  kill("after:write(out)", 2, Outcome::violated)};
  trials[1].evidence.trial = 1;
  trials[2].evidence.trial = 2;
  const std::vector<Finding> findings = group_findings(trials, job().runs());
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].fault, "kill");
  EXPECT_EQ(findings[0].opened_by, "write(out)");
  EXPECT_EQ(findings[1].fault, "clock[-1h]");
  EXPECT_EQ(findings[1].points, 2U);
}

// event(N) counts no opens, and neither do the numbers that people see.
TEST(GroupedFindings, NumberEventsAsSchedulesDo) {
  MadeRun run;
  run.open("in/1").create("out").open("in/2").write("out", 0, "a").exit();
  const std::vector<Finding> findings =
      group_findings({kill("after:create(out)", 2, Outcome::violated)}, run.runs());
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].opened_by, "create(out)");
  EXPECT_EQ(findings[0].first_event, 1U);
  EXPECT_EQ(findings[0].closed_by, "write(out)");
  EXPECT_EQ(findings[0].last_event, 1U);
}

JudgedTrial late_input(std::uint64_t event, Outcome outcome) {
  return trial("kill@event(" + std::to_string(event) + "); late-input[in]@resume1",
               "late-input[in]", outcome, CrashPoint{event, std::nullopt});
}

// The run that is killed has other Events, but until causes are named these tell its windows apart.
TEST(GroupedFindings, AboutLateInputAreNotAlikeBehindDifferentEvents) {
  const std::vector<Finding> findings =
      group_findings({late_input(1, Outcome::violated), late_input(2, Outcome::holds),
                      late_input(3, Outcome::violated)},
                     job().runs());
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(alike_windows(findings).size(), 2U);
}

TEST(GroupedFindings, OfPowerCutsNameTheModelsAndNoPoint) {
  JudgedTrial cut = trial("power-loss[xfs: lost write(out)]@end", "power-loss[xfs]",
                          Outcome::violated, CrashPoint{2, std::nullopt});
  cut.evidence.models = {"xfs (xfs)", "posix-minimum"};
  const std::vector<Finding> findings = group_findings({cut}, job().runs());
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0].models, ElementsAre("xfs (xfs)", "posix-minimum"));
  EXPECT_EQ(findings[0].example.point, std::nullopt);
  EXPECT_EQ(findings[0].opened_by, "");
}

TEST(GroupedFindings, SeenLiveAreConfirmed) {
  JudgedTrial live = trial("errno[EIO]@before:write(out)", "errno[EIO]", Outcome::violated,
                           CrashPoint{1, std::nullopt});
  live.evidence.engine = Engine::live;
  const std::vector<Finding> findings = group_findings({live}, job().runs());
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].status, Finding::Status::confirmed);
}

}  // namespace
}  // namespace crashproof
