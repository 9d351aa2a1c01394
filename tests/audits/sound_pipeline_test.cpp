// The sound reference pipeline stands every fault and change, and each of them was really done.
#include <gtest/gtest.h>

#include <ostream>

#include "tests/audits/program.h"
#include "tests/audits/small_pipeline.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

struct Way {
  const char* name;
  const char* options;
};

void PrintTo(const Way& way, std::ostream* out) {
  *out << way.name;
}

class SoundPipelineUnder : public testing::TestWithParam<Way> {};

// With one worker all happens in one order, so every position is reached.
TEST_P(SoundPipelineUnder, HasNoFinding) {
  const Workspace workspace;
  write_small_source(workspace, 5);
  const Audited audited = audit(std::string("--cuts none --per-fault 10 ") + GetParam().options +
                                    " " + pipeline_line("--quiet --checkpoint-every 2"),
                                workspace.path(), 80);
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_GT(audited.summary.at("faults").size(), 1U) << audited.all();
  for (const Json& row : audited.summary.at("faults")) {
    EXPECT_GT(row.at("tried"), 0) << row;
    EXPECT_EQ(row.at("tried"), row.at("planned")) << row;
    EXPECT_EQ(row.at("not_happened"), 0) << row;
    EXPECT_EQ(row.at("violations"), 0) << row;
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, SoundPipelineUnder,
    testing::Values(Way{"FailingCalls",
                        "--fault 'errno[ENOSPC]' --fault 'errno[EIO]' "
                        "--fault 'errno[EINTR]' --fault 'errno[EMFILE]' "
                        "--fault 'errno[EROFS]' --fault 'errno[EIO,times=2]'"},
                    Way{"FullDiskAndShortWrites",
                        "--fault disk-full --fault short-write --fault 'short-write[100]'"},
                    Way{"Interrupts",
                        "--fault 'interrupt[TERM]' --fault 'interrupt[INT,group]' "
                        "--fault 'interrupt[HUP]' "
                        "--fault 'interrupt[TERM,again=TERM]'"},
                    Way{"Clock",
                        "--fault 'clock[-1h]' --fault 'clock[+1h]' "
                        "--fault 'clock[-1d]' --fault 'clock[+1d]'"},
                    Way{"Checkpoints", "--fault version --fault truncate --fault empty"},
                    Way{"LateInput", "--fault late-input"}, Way{"Poison", "--fault poison"},
                    Way{"Replica", "--fault replica --fault 'replica[5ms]'"},
                    Way{"OtherWorkers",
                        "--fault \"command[$REFERENCE_PIPELINE --source src --work w --quiet "
                        "--checkpoint-every 3 --workers 3]\""},
                    Way{"PowerCuts", "--model ext4-ordered --model btrfs --model posix-minimum"}),
    [](const auto& way) { return std::string(way.param.name); });

// Which item a thread has taken is luck, so not each position is reached.
TEST(SoundPipelineWithTwoWorkers, StandsStalledOnes) {
  const Workspace workspace;
  write_small_source(workspace, 6);
  const Audited audited =
      audit("--cuts none --sample 20 --fault 'stall[seconds=0.3]' --per-fault 12 " +
                pipeline_line("--quiet --workers 2 --checkpoint-every 1"),
            workspace.path(), 80);
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_GT(audited.fault("stall[seconds=0.3]").at("tried"), 5) << audited.all();
}

TEST(SoundPipelineUnderAnotherHostname, HasNoFinding) {
  const Workspace workspace;
  write_small_source(workspace);
  const Audited audited = audit(
      "--cuts none --sample 5 --fault hostname " + pipeline_line("--quiet"), workspace.path(), 80);
  if (!audited.summary.at("isolation").get<std::string>().starts_with("private mounts")) {
    GTEST_SKIP() << "needs namespaces";
  }
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_GT(audited.fault("hostname[another-host]").at("tried"), 0) << audited.all();
}

// Each run opens every source to digest it, which is no work; an artifact that is there is not made
// again, and features are derived again of what was not yet committed.
TEST(SoundPipelineWithARedoBound, StaysWithinIt) {
  const Workspace workspace;
  write_small_source(workspace, 8);
  const Audited audited =
      audit("--cuts none --redo-bound 3 " + pipeline_line("--quiet --checkpoint-every 2"),
            workspace.path(), 80);
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_EQ(audited.summary.at("redo").at("unit"), "item");
  EXPECT_LE(audited.summary.at("redo").at("max_items"), 3);
}

TEST(SoundPipelineCrashedTwice, HasNoFinding) {
  const Workspace workspace;
  write_small_source(workspace, 3);
  const Audited audited =
      audit("--cuts none --depth 2 --per-fault 80 " + pipeline_line("--quiet --checkpoint-every 2"),
            workspace.path(), 80);
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_GT(audited.fault("further kills").at("tried"), 10) << audited.all();
}

}  // namespace
}  // namespace crashproof::audits
