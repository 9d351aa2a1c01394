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

std::vector<std::string> checks_with(const Evidence& evidence, Outcome outcome) {
  std::vector<std::string> names;
  for (const Check& check : checks()) {
    const Verdict verdict = check.judge(evidence);
    EXPECT_EQ(verdict.check, check.name);
    EXPECT_EQ(verdict.reason.empty(), verdict.outcome == Outcome::holds);
    if (verdict.outcome == outcome) names.push_back(verdict.check);
  }
  return names;
}
std::vector<std::string> violated(const Evidence& evidence) {
  return checks_with(evidence, Outcome::violated);
}
std::string reason(const Evidence& evidence) {
  for (const Check& check : checks()) {
    const Verdict verdict = check.judge(evidence);
    if (verdict.outcome == Outcome::violated) return verdict.reason;
  }
  return "";
}

TEST(Checks, AllHoldWhereNothingDiffers) {
  EXPECT_EQ(checks_with(good(), Outcome::holds).size(), checks().size());
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
    spoil(evidence);
    EXPECT_EQ(checks_with(evidence, Outcome::inconclusive).size(), checks().size());
  }
}

TEST(Checks, AStateThatWasNotReadIsUnknown) {
  Evidence evidence = good();
  evidence.state_read = false;
  EXPECT_EQ(checks_with(evidence, Outcome::inconclusive).size(), checks().size() - 1);
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

}  // namespace
}  // namespace crashproof
