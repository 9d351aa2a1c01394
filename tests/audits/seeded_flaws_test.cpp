// Each flaw of the reference pipeline that sudden death alone does not show is found by the fault,
// or the bound, that is said to expose it; the line in the finding shows it again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "tests/audits/program.h"
#include "tests/audits/small_pipeline.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using testing::Contains;
using testing::HasSubstr;

struct FlawCase {
  const char* name;
  const char* flaw;
  int items;
  const char* pipeline;  // its options
  const char* options;   // of the audit
  const char* fault;     // that the finding is put down to, as it begins
  const char* check;
  const char* kind;  // of the damage
  const char* path;  // that is damaged, as it begins
};

void PrintTo(const FlawCase& flaw, std::ostream* out) {
  *out << flaw.name;
}

class SeededFlaw : public testing::TestWithParam<FlawCase> {};

bool is_damage(const Json& difference) {
  const FlawCase& flaw = SeededFlaw::GetParam();
  return difference.at("class") == flaw.kind &&
         difference.at("path").get<std::string>().starts_with(flaw.path);
}

bool names_the_damage(const Json& finding) {
  const Json& differences = finding.at("differences");
  return std::any_of(differences.begin(), differences.end(), is_damage);
}

// By hand: what docs/REFERENCE_PIPELINE.md says under "try it".
TEST_P(SeededFlaw, IsFoundByItsFaultAndShownAgain) {
  const FlawCase& flaw = GetParam();
  const Workspace workspace;
  write_small_source(workspace, flaw.items);
  const Audited audited =
      audit(std::string("--cuts none ") + flaw.options + " " +
                pipeline_line(std::string("--quiet --flaw ") + flaw.flaw + " " + flaw.pipeline),
            workspace.path(), 80);
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  EXPECT_TRUE(audited.findings_by("kill").empty()) << audited.all();
  const std::vector<Json> findings = audited.findings_by(flaw.fault);
  ASSERT_FALSE(findings.empty()) << audited.all();
  for (const Json& finding : findings) {
    EXPECT_THAT(finding.at("checks"), Contains(flaw.check)) << finding;
    EXPECT_TRUE(names_the_damage(finding)) << finding;
  }
  const Audited replayed = again(findings.front(), workspace.path());
  EXPECT_EQ(replayed.exit(), 1) << replayed.all();
  EXPECT_TRUE(replayed.replay.at("reached")) << replayed.all();
  EXPECT_EQ(replayed.replay.at("schedule"), findings.front().at("schedule"));
  EXPECT_TRUE(names_the_damage(replayed.replay)) << replayed.all();
}

INSTANTIATE_TEST_SUITE_P(
    ExposedBy, SeededFlaw,
    testing::Values(FlawCase{"NoFsyncByExt4", "no-fsync", 4, "",
                             "--model ext4-ordered --per-fault 40", "power-loss[ext4-ordered]",
                             "not-torn", "torn", "w/artifacts/"},
                    FlawCase{"NoDirsyncByBtrfs", "no-dirsync", 4, "",
                             "--model btrfs --per-fault 40", "power-loss[btrfs]", "no-loss", "lost",
                             "w/artifacts/"},
                    FlawCase{"NoDirsyncByPosixMinimum", "no-dirsync", 4, "",
                             "--model posix-minimum --per-fault 40", "power-loss[posix-minimum]",
                             "no-loss", "lost", "w/artifacts/"},
                    FlawCase{"FailedItemDoneByEnospc", "failed-item-done", 4, "",
                             "--fault 'errno[ENOSPC]' --per-fault 10", "errno[ENOSPC]", "no-loss",
                             "lost", "w/artifacts/"},
                    FlawCase{"FailedItemDoneByEio", "failed-item-done", 4, "",
                             "--fault 'errno[EIO]' --per-fault 10", "errno[EIO]", "no-loss", "lost",
                             "w/artifacts/"},
                    FlawCase{"FlushMarksInFlightByTerm", "flush-marks-in-flight", 4, "",
                             "--fault 'interrupt[TERM]' --per-fault 12", "interrupt[TERM]",
                             "no-loss", "lost", "w/artifacts/"},
                    FlawCase{"InterruptDropsBufferByTerm", "interrupt-drops-buffer", 4,
                             "--checkpoint-every 1", "--fault 'interrupt[TERM]'", "interrupt[TERM]",
                             "no-loss", "lost", "w/pipeline.db#loaded"},
                    // Eight items, so that the one that is late is not alone in its partition.
                    FlawCase{"IndexInsteadOfKeyByLateInput", "index-instead-of-key", 8, "",
                             "--fault late-input", "late-input[src/f1.txt]", "no-loss", "lost",
                             "w/pipeline.db#loaded"},
                    FlawCase{"WallClockKeyByClock", "wall-clock-key", 4, "--checkpoint-every 1",
                             "--fault 'clock[-1h]' --per-fault 10", "clock[-1h]", "no-loss", "lost",
                             "w/pipeline.db#loaded"},
                    FlawCase{"WallClockKeyByLateInput", "wall-clock-key", 4, "--checkpoint-every 1",
                             "--fault late-input", "late-input[src/f1.txt]", "no-loss", "lost",
                             "w/pipeline.db#loaded"},
                    FlawCase{"PoisonUnboundedByPoison", "poison-unbounded", 4, "", "--fault poison",
                             "poison[src/", "resume-ends", "lost", "w/artifacts/"}),
    [](const auto& flaw) { return std::string(flaw.param.name); });

// By hand: with schema_version 2 in a checkpoint a run ends with 0, and puts 1 there.
TEST(SeededFlaws, VersionIgnoredWritesOverACheckpointOfAnotherVersion) {
  const Workspace workspace;
  write_small_source(workspace);
  const Audited audited =
      audit("--cuts none --fault version " +
                pipeline_line("--quiet --checkpoint-every 1 --flaw version-ignored"),
            workspace.path(), 80);
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  const std::vector<Json> findings = audited.findings_by("version[w/checkpoints/partition-");
  ASSERT_FALSE(findings.empty()) << audited.all();
  for (const Json& finding : findings) {
    EXPECT_EQ(finding.at("checks"), Json({"refuses-unknown-version"})) << finding;
    EXPECT_THAT(finding.at("verdicts").dump(), HasSubstr("w/checkpoints/partition-")) << finding;
  }
  const Audited replayed = again(findings.front(), workspace.path());
  EXPECT_EQ(replayed.exit(), 1) << replayed.all();
}

// By hand: each run digests every source, and an artifact that is there is not made again; but with
// the features of eight items derived and none committed, a rerun derives all of them again.
TEST(SeededFlaws, CheckpointAtEndDoesMoreAgainThanItsBound) {
  const Workspace workspace;
  write_small_source(workspace, 8);
  const Audited audited =
      audit("--cuts none --redo-bound 3 " +
                pipeline_line("--quiet --checkpoint-every 2 --flaw checkpoint-at-end"),
            workspace.path(), 80);
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  EXPECT_EQ(audited.summary.at("redo").at("unit"), "item");
  EXPECT_EQ(audited.summary.at("redo").at("max_items"), 8);
  const std::vector<Json> findings = audited.findings_by("kill");
  ASSERT_FALSE(findings.empty()) << audited.all();
  for (const Json& finding : findings) {
    EXPECT_EQ(finding.at("checks"), Json({"redo-bound"})) << finding;
    EXPECT_EQ(finding.at("redo").at("items"), 8) << finding;
  }
  const Audited replayed = again(findings.front(), workspace.path());
  EXPECT_EQ(replayed.exit(), 1) << replayed.all();
}

// By hand: ext4 and xfs commit the rename with the next fsync, which comes before the mark.
TEST(SeededFlaws, NoDirsyncIsForgivenWhereMetadataIsOrdered) {
  const Workspace workspace;
  write_small_source(workspace);
  const Audited audited = audit("--cuts none --model ext4-ordered,xfs --per-fault 60 " +
                                    pipeline_line("--quiet --flaw no-dirsync"),
                                workspace.path(), 80);
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_GT(audited.fault("power-loss[ext4-ordered]").at("tried"), 50);
}

TEST(SeededFlaws, NoFsyncDoesNoHarmWhereEverythingSurvivesInOrder) {
  const Workspace workspace;
  write_small_source(workspace);
  const Audited audited =
      audit("--cuts none --model strict " + pipeline_line("--quiet --flaw no-fsync"),
            workspace.path(), 80);
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_GT(audited.fault("power-loss[strict]").at("tried"), 10);
}

bool tells_of_lost_rows(const Json& finding) {
  return finding.at("checks") == Json({"no-loss"}) &&
         finding.at("differences").at(0).at("path") == "w/pipeline.db#loaded";
}

// One worker stands still with its item in hand, and the other one's checkpoint goes on. Which
// worker takes which item differs from run to run, so that one audit alone may meet no loss.
TEST(SeededFlaws, SharedCheckpointLosesTheItemOfAStalledWorker) {
  constexpr int most_audits = 4;
  bool found = false;
  for (int i = 0; i < most_audits && !found; ++i) {
    const Workspace workspace;
    write_small_source(workspace, 8);
    const Audited audited = audit(
        "--cuts none --sample 20 --fault 'stall[seconds=0.3]' --per-fault 16 " +
            pipeline_line("--quiet --workers 2 --checkpoint-every 1 --flaw shared-checkpoint"),
        workspace.path(), 80);
    const std::vector<Json> findings = audited.findings_by("stall");
    found = std::any_of(findings.begin(), findings.end(), tells_of_lost_rows);
  }
  EXPECT_TRUE(found);
}

// The copy across mounts can be cut short. /tmp is another mount than the workspace only where
// there are namespaces.
TEST(SeededFlaws, RenameAcrossMountsTearsAnArtifact) {
  const Workspace workspace;
  write_small_source(workspace);
  const Audited audited = audit(
      "--cuts none " + pipeline_line("--quiet --flaw rename-across-mounts"), workspace.path(), 80);
  if (!audited.summary.at("isolation").get<std::string>().starts_with("private mounts")) {
    GTEST_SKIP() << "needs private mounts";
  }
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
  EXPECT_EQ(audited.findings[0].at("code"), "CP019");
  EXPECT_EQ(audited.findings[0].at("certainty"), "proved");
  EXPECT_EQ(audited.findings[0].at("windows"), 4);
  for (const Json& finding : audited.findings) {
    EXPECT_EQ(finding.at("checks"), Json({"not-torn"})) << finding;
    EXPECT_EQ(finding.at("status"), "confirmed") << finding;
    EXPECT_THAT(finding.at("opened_by").get<std::string>(),
                testing::StartsWith("create(w/artifacts/"));
  }
}

}  // namespace
}  // namespace crashproof::audits
