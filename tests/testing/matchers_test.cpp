// What the matchers accept, what they refuse, and what they say then.
#include "harness/testing/matchers.h"

#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/testing/recorded_subject.h"
#include "tests/testing/jobs.h"
#include "tests/testing/own_temporary_directory.h"

namespace crashproof::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Matchers : public OwnTemporaryDirectory {};

// What a matcher says of a subject that it must refuse.
template <typename Matcher>
std::string refusal(const TestSubject& subject, const Matcher& matcher) {
  std::ostringstream said;
  EXPECT_FALSE(matcher.MatchAndExplain(subject, &said));
  return said.str();
}

// The one failure that an undecided audit adds to a test, whether its matcher is negated or not.
// Only a failure of the test keeps the negation from passing.
template <typename Subject, typename Matcher>
std::string undecided(const Subject& subject, const Matcher& matcher) {
  using ::testing::ScopedFakeTestPartResultReporter;
  ::testing::TestPartResultArray failures;
  std::ostringstream said;
  {
    const ScopedFakeTestPartResultReporter reporter(
        ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &failures);
    EXPECT_THAT(subject, Not(matcher));
  }
  EXPECT_EQ(failures.size(), 1);
  if (failures.size() == 0) return "";
  EXPECT_TRUE(failures.GetTestPartResult(0).nonfatally_failed());
  return failures.GetTestPartResult(0).message();
}

TEST_F(Matchers, ASoundFunctionResumesAfterEveryCrashAndPowerCut) {
  EXPECT_THAT(function_subject(durable_parts), ResumesAfterEveryPowerCut("ext4-ordered"));
}

TEST_F(Matchers, WithoutFsyncOnlyAPowerCutDoesHarm) {
  const TestSubject job = function_subject(renamed_parts);
  EXPECT_THAT(job, ResumesAfterEveryCrash());
  EXPECT_THAT(refusal(job, ResumesAfterEveryPowerCut("posix-minimum")),
              AllOf(HasSubstr("a power cut"), HasSubstr("power-loss[")));
}

TEST_F(Matchers, AFlawIsToldAsTheTerminalTellsIt) {
  EXPECT_THAT(refusal(function_subject(claims_first).key("out.csv:1"), ResumesAfterEveryCrash()),
              AllOf(HasSubstr("CP001 order inversion"), HasSubstr("  Let "), HasSubstr("  Then "),
                    HasSubstr("Again        crashproof replay "),
                    HasSubstr("--crashproof-subject=claims-first"), HasSubstr("(exit 1)")));
}

TEST_F(Matchers, GoogleTestShowsTheFinding) {
  EXPECT_NONFATAL_FAILURE(EXPECT_THAT(function_subject(claims_first), ResumesAfterEveryCrash()),
                          "CP001 order inversion");
}

TEST_F(Matchers, AFlawMayBeExpectedByItsCode) {
  const TestSubject job = function_subject(claims_first);
  EXPECT_THAT(job, FailsWith("CP001"));
  EXPECT_THAT(refusal(job, FailsWith("CP003")), HasSubstr("CP001"));
}

TEST_F(Matchers, ASoundJobDoesNotFailWithACode) {
  EXPECT_THAT(refusal(function_subject(renamed_parts), FailsWith("CP001")),
              HasSubstr("No finding in what was tested"));
}

TEST_F(Matchers, ExplainingAsksNoSecondTime) {
  const std::filesystem::path workspace = directory_ / "workspace";
  std::filesystem::create_directory(workspace);
  const TestSubject job = function_subject(claims_first).in(workspace.string());
  const AuditMatcher matcher = ResumesAfterEveryCrash();
  EXPECT_FALSE(matcher.MatchAndExplain(job, nullptr));
  // Another audit would have nothing to copy.
  std::filesystem::remove_all(workspace);
  EXPECT_THAT(refusal(job, matcher), HasSubstr("CP001"));
  EXPECT_THAT(undecided(job, matcher), HasSubstr("nothing was tried"));
}

TEST_F(Matchers, TheWorkspaceIsNeverTouched) {
  const std::filesystem::path workspace = directory_ / "workspace";
  std::filesystem::create_directory(workspace);
  EXPECT_THAT(function_subject(renamed_parts).in(workspace.string()), ResumesAfterEveryCrash());
  EXPECT_TRUE(std::filesystem::is_empty(workspace));
  std::filesystem::remove_all(workspace);
}

TEST_F(Matchers, ACommandWithFilesIsASubject) {
  EXPECT_THAT(command_subject({"sh", "-c", "sort in/names > names.tmp && mv names.tmp names"})
                  .file("in/names", "b\na\n"),
              ResumesAfterEveryCrash().sample(5));
}

TEST_F(Matchers, NoCrashPointIsNoPass) {
  EXPECT_THAT(
      undecided(function_subject(changes_nothing), ResumesAfterEveryCrash()),
      AllOf(HasSubstr("Undecided: \"resumes after every crash\""), HasSubstr("No crash point")));
  EXPECT_THAT(undecided(function_subject(changes_nothing), FailsToResume()),
              HasSubstr("No crash point"));
}

TEST_F(Matchers, NoBaselineIsNoPass) {
  EXPECT_THAT(undecided(function_subject(never_the_same), ResumesAfterEveryCrash()),
              HasSubstr("No baseline"));
  EXPECT_THAT(undecided(function_subject(throws), ResumesAfterEveryCrash()),
              HasSubstr("No baseline"));
}

TEST_F(Matchers, WhatWasAskedForAndNotTestedIsNoPass) {
  EXPECT_THAT(
      undecided(function_subject(renamed_parts), ResumesAfterEveryCrash().fault("kill-one")),
      HasSubstr("(exit 3)"));
}

TEST_F(Matchers, WhatCannotBeAskedFailsAndSaysWhy) {
  const TestSubject job = function_subject(renamed_parts);
  EXPECT_THAT(undecided(job, FailsWith("CP999")), HasSubstr("CP999: no such code"));
  EXPECT_THAT(undecided(job, ResumesAfterEveryPowerCut("ext9")), HasSubstr("unknown model 'ext9'"));
  EXPECT_THAT(undecided(job.with("smaple", "3"), ResumesAfterEveryCrash()),
              HasSubstr("did you mean sample"));
  EXPECT_THAT(undecided(job.with("run-dir", "x"), ResumesAfterEveryCrash()),
              HasSubstr("run-dir: not one for tests"));
  EXPECT_THAT(undecided(job.in("/no/such/directory"), ResumesAfterEveryCrash()),
              HasSubstr("/no/such/directory"));
  for (const char* elsewhere : {"/tmp/in.csv", "../in.csv", "a/../../in.csv", "."})
    EXPECT_THAT(undecided(job.file(elsewhere, ""), ResumesAfterEveryCrash()),
                HasSubstr("needs a relative path in its directory"));
  EXPECT_THAT(undecided(command_subject({"no-such-program"}), ResumesAfterEveryCrash()),
              HasSubstr("no-such-program"));
}

TEST_F(Matchers, OneScheduleByItsWords) {
  const RecordedSubject job(function_subject(claims_first));
  EXPECT_THAT(job, ResumesAfter("kill@before:rename(ckpt)#2"));
  EXPECT_THAT(job, Not(ResumesAfter("kill@after:rename(ckpt)#2")));
  std::ostringstream said;
  EXPECT_FALSE(ResumesAfter("kill@after:rename(ckpt)#2").MatchAndExplain(job, &said));
  EXPECT_THAT(said.str(), AllOf(HasSubstr("Lost"), HasSubstr("Again: crashproof replay ")));
}

TEST_F(Matchers, AScheduleThatIsNotReachedOrReadIsNoPass) {
  const RecordedSubject job(function_subject(renamed_parts));
  EXPECT_THAT(undecided(job, ResumesAfter("kill@after:rename(nothing)")), HasSubstr("(exit 6)"));
  EXPECT_THAT(undecided(job, ResumesAfter("kill@after:")), HasSubstr("schedule, column"));
  EXPECT_THAT(undecided(job, ResumesAfter("murder@start")), HasSubstr("unknown fault murder"));
  EXPECT_THAT(undecided(function_subject(throws), ResumesAfter("kill@start")),
              HasSubstr("No baseline"));
}

// Negations hold where an audit has decided, and only there.
TEST_F(Matchers, MayBeNegated) {
  const TestSubject job = function_subject(claims_first);
  EXPECT_THAT(job, Not(ResumesAfterEveryCrash()));
  EXPECT_THAT(job, Not(FailsWith("CP003")));
  EXPECT_NONFATAL_FAILURE(EXPECT_THAT(job, Not(FailsWith("CP001"))), "not: fails with CP001");
  // A cause is found, and what came to no verdict may have the one that is asked for.
  const AuditMatcher with_an_untested_fault = FailsWith("CP003").fault("kill-one");
  EXPECT_THAT(undecided(job, with_an_untested_fault), HasSubstr("CP001"));
}

TEST_F(Matchers, AnUndecidedAuditFailsAMatcherAtItsLineToo) {
  ::testing::TestPartResultArray failures;
  {
    const ::testing::ScopedFakeTestPartResultReporter reporter(
        ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &failures);
    EXPECT_THAT(function_subject(changes_nothing), ResumesAfterEveryCrash());
  }
  ASSERT_EQ(failures.size(), 2);
  EXPECT_THAT(failures.GetTestPartResult(1).file_name(), HasSubstr("matchers_test.cpp"));
}

TEST_F(Matchers, WhatIsKeptCanBeReplayed) {
  const std::filesystem::path kept = directory_ / "kept";
  ::setenv("CRASHPROOF_TESTING_KEEP", kept.c_str(), 1);
  const std::string said = refusal(function_subject(claims_first), ResumesAfterEveryCrash());
  ::unsetenv("CRASHPROOF_TESTING_KEEP");
  EXPECT_THAT(said, HasSubstr("--workspace " + kept.string()));
  EXPECT_THAT(said, Not(HasSubstr("is gone")));
  EXPECT_FALSE(std::filesystem::is_empty(kept));
  std::filesystem::remove_all(kept);
}

}  // namespace
}  // namespace crashproof::testing
