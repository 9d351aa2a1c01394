// Jobs that must fail everywhere: a harness or a reporter that says nothing cannot pass.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using testing::HasSubstr;

constexpr const char* job = "-- sh -c 'echo a > one; echo b > two'";

TEST(Canary, AResumeThatWritesRubbishFailsAtEveryPoint) {
  const Workspace workspace;
  const Audited audited =
      audit(std::string("--resume 'echo rubbish > canary' ") + job, workspace.path());
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  EXPECT_GT(audited.count("states"), 5U);
  EXPECT_EQ(audited.count("tried"), audited.count("states"));
  EXPECT_EQ(audited.count("violations"), audited.count("states"));
  EXPECT_FALSE(audited.findings.empty());
}

TEST(Canary, AResumeThatFailsFailsAtEveryPointButTheLast) {
  const Workspace workspace;
  const Audited audited =
      audit(std::string("--cuts none --resume 'exit 7' ") + job, workspace.path());
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  // Where nothing is left to do it changes nothing, as it does after success.
  EXPECT_EQ(audited.count("violations"), audited.count("states") - 1);
}

TEST(Canary, AResumeThatHangsIsAFindingAndEnds) {
  const Workspace workspace;
  const Audited audited = audit(
      "--sample 2 --time-limit 1 -- sh -c 'test ! -e one || test -e two || sleep 100; "
      "echo a > one; echo b > two'",
      workspace.path());
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  const Audited all = audit(
      "--time-limit 1 --cuts none -- sh -c 'test ! -e one || test -e two || sleep 100; "
      "echo a > one; echo b > two'",
      workspace.path());
  EXPECT_EQ(all.exit(), 1) << all.all();
  ASSERT_EQ(all.findings.size(), 1U) << all.all();
  EXPECT_EQ(all.findings[0].at("opened_by"), "create(one)");
  EXPECT_EQ(all.findings[0].at("closed_by"), "create(two)");
  EXPECT_EQ(all.findings[0].at("checks"), Json({"resume-ends"}));
  EXPECT_EQ(all.findings[0].at("resumes").back().at("how"), "timed_out");
}

TEST(Canary, IsReportedForPeopleToo) {
  const Workspace workspace;
  const Ran ran = run_line(
      "exec $CRASHPROOF audit --quiet --resume 'echo rubbish > canary' " + std::string(job),
      workspace.path());
  EXPECT_EQ(ran.exit, 1) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("canary"));
  EXPECT_THAT(ran.out, HasSubstr("crashproof replay"));
  EXPECT_THAT(ran.out, HasSubstr("(exit 1)"));
}

TEST(Canary, IsStillFailingWhenItIsJudgedAgain) {
  const Workspace workspace;
  const std::string options = "--resume 'echo rubbish > canary' ";
  EXPECT_EQ(crashproof("record", options + job, workspace.path()).exit(), 0);
  const Audited tried = crashproof("try", "", workspace.path());
  EXPECT_EQ(tried.exit(), 0) << tried.all();
  const Audited judged = crashproof("judge", "", workspace.path());
  EXPECT_EQ(judged.exit(), 1) << judged.all();
  EXPECT_EQ(judged.count("violations"), judged.count("states"));
}

}  // namespace
}  // namespace crashproof::audits
