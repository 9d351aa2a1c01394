// Budgets, accepted findings, and what a CI system gets, from the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/made_job.h"
#include "tests/cli/ran_program.h"
#include "tests/cli/temporary_directory.h"

namespace crashproof::cli {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class GatedAudit : public testing::Test {
 protected:
  GatedAudit() { place_.write("load.py", std::string(losing_job)); }

  RanProgram audit(const std::string& options) const {
    return run_line("$CRASHPROOF audit --no-confirm " + options + " -- python3 load.py",
                    place_.path());
  }

  TemporaryDirectory place_;
};

TEST_F(GatedAudit, SaysBeforehandWhatIsRunHowOftenAndForHowLong) {
  const RanProgram ran = audit("--cuts none");
  EXPECT_THAT(ran.err, ContainsRegex("crashproof: [0-9]+ trials \\([0-9]+ of [0-9]+ distinct "
                                     "states\\), each resumed once or more: about [0-9.]+ s with"));
  EXPECT_THAT(audit("--cuts none --quiet").err, Not(HasSubstr("trials")));
}

TEST_F(GatedAudit, AcceptedFindingsAreToldAndDoNotFail) {
  const RanProgram ran = audit("--cuts none --allow 'CP001 until 2999-12-31=we reload by hand'");
  EXPECT_EQ(ran.exit, 0) << ran.out;
  EXPECT_THAT(ran.out, ContainsRegex("Accepted +CP001 order inversion: data lost, .*we reload by "
                                     "hand; until 2999-12-31"));
  EXPECT_THAT(ran.out, HasSubstr("No finding that counts in what was tested. (exit 0)"));
  const RanProgram judged = run_line("$CRASHPROOF judge", place_.path());
  EXPECT_EQ(judged.exit, 1) << judged.out;
  const RanProgram again = run_line("$CRASHPROOF judge --allow CP001=known --json", place_.path());
  EXPECT_EQ(again.exit, 0) << again.out;
  EXPECT_THAT(again.out, HasSubstr("\"reason\":\"known\""));
}

TEST_F(GatedAudit, ExpiredAllowancesCountAgain) {
  const RanProgram ran = audit("--cuts none --allow 'CP001 until 2020-01-31=later'");
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.out, HasSubstr("accepted CP001 until 2020-01-31: it counts again"));
}

TEST_F(GatedAudit, OtherCodesThanThoseAskedForAreCountedInALine) {
  const RanProgram ran = audit("--cuts none --only CP010");
  EXPECT_EQ(ran.exit, 0) << ran.out;
  EXPECT_THAT(ran.out, ContainsRegex("Left out +1 finding of other codes \\(CP001\\)"));
  EXPECT_THAT(ran.out, Not(HasSubstr("order inversion")));
}

TEST_F(GatedAudit, FailFastStopsAtTheFirstViolationAndDiagnosesIt) {
  const RanProgram ran = audit("--fail-fast");
  EXPECT_EQ(ran.exit, 1) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("CP001 order inversion"));
  EXPECT_THAT(ran.out, ContainsRegex("--fail-fast\\); [0-9]+ trials were not begun"));
}

TEST_F(GatedAudit, ABudgetEndsTheTrialsAndContinueGoesOn) {
  const RanProgram none = audit("--cuts none --budget 0.000001s");
  EXPECT_EQ(none.exit, 3) << none.out;
  EXPECT_THAT(none.out, HasSubstr("no trial came to a verdict"));
  EXPECT_THAT(none.out, HasSubstr("Next: the same command with --continue"));
  const RanProgram all = audit("--cuts none --budget 1h --min-coverage 100% --continue");
  EXPECT_EQ(all.exit, 1) << all.out;
  EXPECT_THAT(all.out, HasSubstr("exhaustive for the recorded interleaving"));
}

TEST_F(GatedAudit, TooLittleCoverageIsUndecided) {
  const std::string job = " -- " + std::string(sound_job);
  const RanProgram some =
      run_line("$CRASHPROOF audit --cuts none --sample 2 --min-coverage 90%" + job, place_.path());
  EXPECT_EQ(some.exit, 3) << some.out;
  EXPECT_THAT(some.out, ContainsRegex("% of the distinct states came to a verdict, and 90 % are"));
  EXPECT_THAT(some.out, HasSubstr("Next: a larger --sample"));
  const RanProgram all =
      run_line("$CRASHPROOF audit --cuts none --min-coverage 100%" + job, place_.path());
  EXPECT_EQ(all.exit, 0) << all.out;
}

TEST_F(GatedAudit, CiHasPlainLinesAndItsProfile) {
  const RanProgram ran = run_line(
      "printf '[profile.ci]\\ncuts = \"none\"\\nonly = [\"CP010\"]\\n' > crashproof.toml; "
      "GITHUB_ACTIONS=true $CRASHPROOF ci -- python3 load.py",
      place_.path());
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("no cuts inside writes"));
  EXPECT_THAT(ran.err, HasSubstr("the budget allows 5 min"));
  EXPECT_THAT(ran.out + ran.err, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace crashproof::cli
