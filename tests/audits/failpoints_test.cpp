// Kills and errors at the places that the reference pipeline declares.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

// Two states beside the failpoints, so that these decide.
Audited audit_at(const std::string& failpoints, const std::string& pipeline_options = "") {
  const Workspace workspace;
  workspace.prepare("mkdir src && for i in 1 2 3 4; do seq $((i * 50)) > src/f$i.txt; done");
  return audit("--sample 2 " + failpoints +
                   " -- \"$REFERENCE_PIPELINE\" --source src --work w --checkpoint-every 2 " +
                   pipeline_options,
               workspace.path());
}

// Failpoints that came to a verdict.
std::uint64_t tried(const Audited& audited) {
  std::uint64_t count = 0;
  for (const Json& row : audited.summary.at("faults")) {
    if (row.at("fault").get<std::string>().starts_with("failpoint["))
      count += row.at("tried").get<std::uint64_t>();
  }
  return count;
}

TEST(Failpoints, KillTheSoundPipelineWithoutHarm) {
  const Audited audited =
      audit_at("--failpoint artifact/mid-write@3 --failpoint load/between-commit-and-checkpoint");
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_EQ(tried(audited), 2U);
}

TEST(Failpoints, ShowAFlawByAKill) {
  const Audited audited = audit_at("--failpoint load/before-commit", "--flaw order-inverted");
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
  const Json& finding = audited.findings[0];
  EXPECT_THAT(finding.at("schedule").get<std::string>(),
              HasSubstr("failpoint[load/before-commit]"));
  EXPECT_TRUE(finding.at("first_event").is_null());
  EXPECT_EQ(finding.at("checks"), Json({"no-loss"}));
  EXPECT_EQ(finding.at("differences").at(0).at("path"), "w/pipeline.db#loaded");
  EXPECT_EQ(finding.at("status"), "confirmed");
}

TEST(Failpoints, FailWithAnErrnoWithoutHarmToTheSoundPipeline) {
  const Audited audited = audit_at("--failpoint artifact/before-sync@2=ENOSPC");
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_EQ(tried(audited), 1U);
}

TEST(Failpoints, ShowAFlawByAnErrno) {
  const Audited audited =
      audit_at("--failpoint artifact/before-sync@2=ENOSPC", "--flaw failed-item-done");
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
  EXPECT_THAT(audited.findings[0].at("differences").at(0).at("path").get<std::string>(),
              HasSubstr("w/artifacts/"));
}

TEST(Failpoints, ThatNeverFireAreToldAndDoNotPass) {
  const Audited audited = audit_at("--failpoint artifact/after-rename@999");
  EXPECT_EQ(audited.exit(), 3) << audited.all();
  EXPECT_THAT(audited.noted("note"), Contains(HasSubstr("never fired")));
  EXPECT_EQ(tried(audited), 0U);
}

TEST(Failpoints, OfAProgramWithoutAnyNeverFire) {
  const Workspace workspace;
  const Audited audited =
      audit("--failpoint nowhere -- sh -c 'echo x > t && mv t out'", workspace.path());
  EXPECT_EQ(audited.exit(), 3) << audited.all();
  EXPECT_THAT(audited.findings, IsEmpty());
}

TEST(Failpoints, AreShownAgainByAReplay) {
  const Workspace workspace;
  workspace.prepare("mkdir src && for i in 1 2 3 4; do seq $((i * 50)) > src/f$i.txt; done");
  const std::string job =
      " -- \"$REFERENCE_PIPELINE\" --source src --work w --checkpoint-every 2 "
      "--flaw order-inverted";
  const Audited fails =
      crashproof("replay", "'failpoint[load/before-commit]@start'" + job, workspace.path());
  EXPECT_EQ(fails.exit(), 1) << fails.all();
  const Audited passes =
      crashproof("replay", "'failpoint[load/after-checkpoint]@start'" + job, workspace.path());
  EXPECT_EQ(passes.exit(), 0) << passes.all();
  const Audited unreached =
      crashproof("replay", "'failpoint[load/before-commit@999]@start'" + job, workspace.path());
  EXPECT_EQ(unreached.exit(), 6) << unreached.all();
}

TEST(Failpoints, AreListedWithTheirHits) {
  const Workspace workspace;
  workspace.prepare("mkdir src && seq 9 > src/one");
  const Ran ran =
      run_line("$CRASHPROOF points --json --quiet -- \"$REFERENCE_PIPELINE\" --source src --work w",
               workspace.path());
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("load/between-commit-and-checkpoint"));
  EXPECT_THAT(ran.out, HasSubstr("artifact/mid-write"));
}

}  // namespace
}  // namespace crashproof::audits
