// When each check holds, is violated, or cannot say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "scenarios/checks/catalogue.h"

namespace crashproof {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Evidence good() {
  Evidence evidence;
  evidence.resumes.push_back({});
  evidence.state_read = true;
  return evidence;
}

Difference difference(Difference::Class what) {
  Difference difference;
  difference.what = what;
  difference.path = "out.csv";
  difference.unit = "row";
  difference.count = 2;
  difference.examples = {"id=7", "id=8"};
  return difference;
}

bool is_asked(const Check& check, const Evidence& evidence, const CheckLimits& limits) {
  return check.applies == nullptr || check.applies(evidence, limits);
}

// The checks that every trial is put to.
std::size_t always_asked() {
  return static_cast<std::size_t>(
      std::ranges::count_if(checks(), [](const Check& check) { return check.applies == nullptr; }));
}

std::vector<std::string> checks_with(const Evidence& evidence, Outcome outcome,
                                     const CheckLimits& limits = {}) {
  std::vector<std::string> names;
  for (const Check& check : checks()) {
    if (!is_asked(check, evidence, limits)) continue;
    const Verdict verdict = check.judge(evidence, limits);
    EXPECT_EQ(verdict.check, check.name);
    EXPECT_EQ(verdict.reason.empty(), verdict.outcome == Outcome::holds);
    if (verdict.outcome == outcome) names.push_back(verdict.check);
  }
  return names;
}
std::vector<std::string> violated(const Evidence& evidence, const CheckLimits& limits = {}) {
  return checks_with(evidence, Outcome::violated, limits);
}
std::string reason(const Evidence& evidence, const CheckLimits& limits = {}) {
  for (const Check& check : checks()) {
    if (!is_asked(check, evidence, limits)) continue;
    const Verdict verdict = check.judge(evidence, limits);
    if (verdict.outcome == Outcome::violated) return verdict.reason;
  }
  return "";
}

TEST(Checks, AllHoldWhereNothingDiffers) {
  EXPECT_EQ(checks_with(good(), Outcome::holds).size(), always_asked());
  EXPECT_EQ(checks_with(good(), Outcome::holds),
            (std::vector<std::string>{"resume-ends", "no-loss", "not-torn",
                                      "no-undedupable-duplicates", "no-extra"}));
}

TEST(Checks, EachClassBreaksItsPromise) {
  using Class = Difference::Class;
  const std::vector<std::pair<Class, std::string>> promises{
      {Class::lost, "no-loss"},   {Class::older, "no-loss"},
      {Class::torn, "not-torn"},  {Class::altered, "not-torn"},
      {Class::extra, "no-extra"}, {Class::duplicated, "no-undedupable-duplicates"}};
  for (const auto& [what, check] : promises) {
    Evidence evidence = good();
    evidence.differences = {difference(what)};
    EXPECT_THAT(violated(evidence), ElementsAre(check));
  }
}

TEST(Checks, LitterAndDedupableCopiesBreakNone) {
  Evidence evidence = good();
  evidence.differences = {difference(Difference::Class::litter),
                          difference(Difference::Class::duplicated)};
  evidence.differences[1].dedupable = true;
  EXPECT_THAT(violated(evidence), IsEmpty());
}

TEST(Checks, ReasonsTellTheLargestAndCountTheRest) {
  Evidence evidence = good();
  evidence.differences = {difference(Difference::Class::lost), difference(Difference::Class::lost)};
  evidence.differences[1].count = 1;
  EXPECT_EQ(reason(evidence), "out.csv: 2 rows lost, e.g. id=7; and 1 more");
  evidence.differences = {difference(Difference::Class::duplicated)};
  evidence.differences[0].dedup_hint = "out.csv:id";
  EXPECT_EQ(reason(evidence),
            "out.csv: 2 rows duplicated, e.g. id=7 (dedupable with --key out.csv:id)");
}

TEST(Checks, NothingIsSaidWithoutATrial) {
  for (const auto& spoil : std::vector<void (*)(Evidence&)>{
           [](Evidence& e) { e.trouble = "no space left for the sandbox"; },
           [](Evidence& e) { e.fault_happened = false; }}) {
    Evidence evidence = good();
    evidence.differences = {difference(Difference::Class::lost)};
    evidence.resumes[0].exit.code = 1;
    // So that every check is asked.
    evidence.first_run = RunOutcome{};
    evidence.stopping = Stopping{};
    evidence.redo = Redo{9, 9, 0};
    evidence.promise = "send(10.0.0.1:80)";
    evidence.schedule = "kill@end; version[ckpt.json:version]@resume1";
    evidence.overwritten = "ckpt.json";
    evidence.broken_promises = evidence.differences;
    CheckLimits limits;
    limits.redo_bound = 1;
    EXPECT_GE(violated(evidence, limits).size(), 4U);
    spoil(evidence);
    EXPECT_EQ(checks_with(evidence, Outcome::inconclusive, limits).size(), checks().size());
  }
}

TEST(Checks, AStateThatWasNotReadIsUnknown) {
  Evidence evidence = good();
  evidence.state_read = false;
  EXPECT_EQ(checks_with(evidence, Outcome::inconclusive).size(), always_asked() - 1);
  EXPECT_THAT(checks_with(evidence, Outcome::holds), ElementsAre("resume-ends"));
}

TEST(ResumeEnds, AFailureIsToldOnceWithItsLastLine) {
  Evidence evidence = good();
  evidence.resumes.resize(3);
  for (RunOutcome& run : evidence.resumes) {
    run.exit.code = 2;
    run.output_tail = "working\nerror: out.gz exists\n\n";
  }
  evidence.differences = {difference(Difference::Class::lost)};
  EXPECT_THAT(violated(evidence), ElementsAre("resume-ends"));
  EXPECT_EQ(reason(evidence), "resume fails (exit 2) 3 times: error: out.gz exists");
}

TEST(ResumeEnds, SignalsAndHangsAreNamed) {
  Evidence evidence = good();
  evidence.resumes[0].exit = {RunExit::How::signalled, 11, 0.1};
  EXPECT_EQ(reason(evidence), "resume is ended by SIGSEGV");
  evidence.resumes[0].exit = {RunExit::How::timed_out, 0, 12.04};
  EXPECT_EQ(reason(evidence), "resume hangs, no end in 12.0 s");
}

TEST(ResumeEnds, EarlierFailuresDoNotCount) {
  Evidence evidence = good();
  evidence.resumes.insert(evidence.resumes.begin(),
                          RunOutcome{{RunExit::How::exited, 1, 0}, "", 0});
  EXPECT_THAT(violated(evidence), IsEmpty());
}

TEST(ResumeEnds, AnAcceptedExitEndsWell) {
  Evidence evidence = good();
  evidence.resumes[0].exit.code = 1;
  evidence.accepted_exit = true;
  EXPECT_THAT(violated(evidence), IsEmpty());
  evidence.differences = {difference(Difference::Class::lost)};
  EXPECT_THAT(violated(evidence), ElementsAre("no-loss"));
}

TEST(ResumeEnds, OurOwnKillOrNoResumeIsNoEnd) {
  Evidence evidence = good();
  evidence.resumes[0].exit.how = RunExit::How::killed;
  EXPECT_THAT(violated(evidence), IsEmpty());
  EXPECT_THAT(checks_with(evidence, Outcome::inconclusive), testing::Contains("resume-ends"));
  evidence.resumes.clear();
  EXPECT_THAT(checks_with(evidence, Outcome::inconclusive), testing::Contains("resume-ends"));
}

TEST(ResumeEnds, ItsOutputIsMadePrintable) {
  Evidence evidence = good();
  evidence.resumes[0].exit.code = 1;
  evidence.resumes[0].output_tail = "\x1b[31mbad\x1b[0m";
  EXPECT_EQ(reason(evidence).find('\x1b'), std::string::npos);
  EXPECT_THAT(reason(evidence), HasSubstr("bad"));
}

// A poisoned item ends each run that touches it.
Evidence poisoned(RunExit::How last) {
  Evidence evidence = good();
  evidence.schedule = "poison[in/7]@every";
  evidence.resumes.resize(4);
  for (RunOutcome& run : evidence.resumes) run.exit = {RunExit::How::killed, 9, 0.1};
  evidence.resumes.back().exit = {last, last == RunExit::How::killed ? 9 : 0, 0.1};
  return evidence;
}

TEST(ResumeEnds, APoisonThatEndsEveryRunHasUsedUpTheAttempts) {
  const Evidence stuck = poisoned(RunExit::How::killed);
  EXPECT_THAT(violated(stuck), ElementsAre("resume-ends"));
  EXPECT_EQ(reason(stuck), "no attempt of 4 gets past what ends each run");
  Evidence once = stuck;
  once.schedule = "kill@after:write(a@every); kill@resume1:start";
  EXPECT_THAT(violated(once), IsEmpty());
  once.schedule = "no schedule";
  EXPECT_THAT(violated(once), IsEmpty());
}

TEST(ResumeEnds, AJobThatGivesAPoisonedItemUpEndsWell) {
  EXPECT_THAT(violated(poisoned(RunExit::How::exited)), IsEmpty());
}

TEST(RedoBound, IsAskedOnlyWhereThereIsOne) {
  Evidence evidence = good();
  evidence.redo = Redo{40, 3, 1};
  EXPECT_THAT(violated(evidence), IsEmpty());
  CheckLimits limits;
  limits.redo_bound = 2;
  EXPECT_THAT(violated(evidence, limits), ElementsAre("redo-bound"));
  EXPECT_EQ(reason(evidence, limits), "3 items done again, allowed 2");
  limits.redo_bound = 3;
  EXPECT_THAT(checks_with(evidence, Outcome::holds, limits), testing::Contains("redo-bound"));
  limits.redo_in_items = false;
  EXPECT_EQ(reason(evidence, limits), "40 events done again, allowed 3");
}

TEST(RedoBound, WhatWasNotMeasuredIsUnknown) {
  CheckLimits limits;
  limits.redo_bound = 100;
  EXPECT_THAT(checks_with(good(), Outcome::inconclusive, limits), ElementsAre("redo-bound"));
}

TEST(RedoBound, AsksNothingOfPowerCutsAndPoisonsUnlessTheyWereMeasured) {
  CheckLimits limits;
  limits.redo_bound = 1;
  for (const char* schedule : {"power-loss[strict]@event(3)", "poison[in/7]@every"}) {
    Evidence evidence = good();
    evidence.schedule = schedule;
    EXPECT_THAT(checks_with(evidence, Outcome::inconclusive, limits), IsEmpty()) << schedule;
    evidence.redo = Redo{0, 2, 0};
    EXPECT_THAT(violated(evidence, limits), ElementsAre("redo-bound")) << schedule;
  }
}

TEST(RedoBound, HoldsForEachCrash) {
  Evidence evidence = good();
  evidence.resumes.insert(evidence.resumes.begin(),
                          RunOutcome{{RunExit::How::killed, 9, 0}, "", 0});
  evidence.redo = Redo{0, 4, 0};
  CheckLimits limits;
  limits.redo_bound = 2;
  EXPECT_THAT(violated(evidence, limits), IsEmpty());
  evidence.redo->items = 5;
  EXPECT_EQ(reason(evidence, limits), "5 items done again, allowed 2 after each of 2 crashes");
  limits.redo_bound = UINT64_MAX;
  EXPECT_THAT(violated(evidence, limits), IsEmpty());
}

Evidence stopped(RunExit::How how, bool outlived_grace, std::uint64_t items) {
  Evidence evidence = good();
  evidence.first_run = RunOutcome{{how, 0, 1}, "", 0};
  evidence.stopping = Stopping{2.04, outlived_grace};
  evidence.redo = Redo{100, items, 1};
  return evidence;
}

TEST(RefusesUnknownVersion, IsBrokenByWritingOverTheFile) {
  Evidence evidence = good();
  evidence.schedule = "kill@end; version[ckpt.json:version]@resume1";
  EXPECT_THAT(violated(evidence), IsEmpty());
  evidence.overwritten = "ckpt.json";
  EXPECT_THAT(violated(evidence), ElementsAre("refuses-unknown-version"));
  evidence.schedule = "kill@end";
  EXPECT_THAT(violated(evidence), IsEmpty());
}

TEST(StopsInTime, AJobThatOutlivesItsGraceTimeDoesNot) {
  const Evidence late = stopped(RunExit::How::killed, true, 9);
  EXPECT_THAT(violated(late), ElementsAre("stops-in-time"));
  EXPECT_EQ(reason(late), "still running 2.0 s after it was asked to stop");
  EXPECT_THAT(checks_with(stopped(RunExit::How::signalled, false, 9), Outcome::holds),
              testing::Contains("stops-in-time"));
}

TEST(RedoAfterStop, AllowsWhatWasInFlightOrMayBe) {
  EXPECT_THAT(violated(stopped(RunExit::How::exited, false, 1)), IsEmpty());
  Evidence evidence = stopped(RunExit::How::exited, false, 3);
  EXPECT_THAT(violated(evidence), ElementsAre("redo-after-stop"));
  EXPECT_EQ(reason(evidence), "3 items done again after a graceful stop, 1 in flight");
  CheckLimits four_workers;
  four_workers.in_flight = 4;
  EXPECT_THAT(violated(evidence, four_workers), IsEmpty());
  evidence.redo->in_flight = 3;
  EXPECT_THAT(violated(evidence), IsEmpty());
}

TEST(RedoAfterStop, AsksNothingOfARunThatTheSignalEndedOrOfEvents) {
  CheckLimits in_events;
  in_events.redo_in_items = false;
  Evidence unmeasured = stopped(RunExit::How::exited, false, 0);
  unmeasured.redo.reset();
  const auto asked = [](const Evidence& evidence, const CheckLimits& limits) {
    return std::ranges::any_of(checks(), [&](const Check& check) {
      return check.name == "redo-after-stop" && is_asked(check, evidence, limits);
    });
  };
  EXPECT_TRUE(asked(stopped(RunExit::How::exited, false, 3), {}));
  EXPECT_FALSE(asked(stopped(RunExit::How::signalled, false, 3), {}));
  EXPECT_FALSE(asked(stopped(RunExit::How::killed, true, 3), {}));
  EXPECT_FALSE(asked(stopped(RunExit::How::exited, false, 3), in_events));
  EXPECT_FALSE(asked(unmeasured, {}));
  EXPECT_FALSE(asked(good(), {}));
}

TEST(KeepsPromises, WhatWasReportedBeforeMustSurvive) {
  Evidence evidence = good();
  evidence.promise = "send(10.0.0.1:80)";
  EXPECT_THAT(checks_with(evidence, Outcome::holds), testing::Contains("keeps-promises"));
  evidence.broken_promises = {difference(Difference::Class::lost)};
  EXPECT_THAT(violated(evidence), ElementsAre("keeps-promises"));
  EXPECT_EQ(reason(evidence),
            "gone although send(10.0.0.1:80) came after it: out.csv: 2 rows lost, e.g. id=7");
}

TEST(KeepsPromises, HoldEvenWhereTheRerunMakesItAgainOrFails) {
  Evidence evidence = good();
  evidence.promise = "output(stdout)";
  evidence.broken_promises = {difference(Difference::Class::older)};
  evidence.resumes[0].exit.code = 1;
  EXPECT_THAT(violated(evidence), ElementsAre("resume-ends", "keeps-promises"));
}

TEST(KeepsPromises, OnlyMessagesOfTheKindsThatCountArePromises) {
  Evidence evidence = good();
  evidence.promise = "output(stdout)";
  evidence.broken_promises = {difference(Difference::Class::lost)};
  CheckLimits only_sockets;
  only_sockets.promises = {EventKind::send};
  EXPECT_THAT(violated(evidence, only_sockets), IsEmpty());
  EXPECT_THAT(violated(evidence), ElementsAre("keeps-promises"));
}

}  // namespace
}  // namespace crashproof
