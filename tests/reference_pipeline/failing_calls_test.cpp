// Calls that fail where no failpoint is, in SQLite too: a run that cannot do something says so in
// one line and not with 0, loses nothing, and a rerun ends where an uninterrupted run ends.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "tests/reference_pipeline/subject.h"

namespace reference_pipeline_test {
namespace {

constexpr std::size_t kItems = 3;
const Arguments kSmallBatches = {"--checkpoint-every", "2", "--quiet"};

const State& small_state() {
  static const State state = [] {
    const Workspace workspace(kItems);
    EXPECT_EQ(workspace.run(kSmallBatches).exit_code, 0);
    return workspace.state();
  }();
  return state;
}

// How many calls, and how many syncs among them, a run makes in which none fails.
std::pair<long, long> calls_and_syncs() {
  const Workspace workspace(kItems);
  const auto counted = workspace.source().parent_path() / "counted";
  EXPECT_EQ(workspace.run_with_faults("count=" + counted.string(), kSmallBatches).exit_code, 0);
  std::pair<long, long> counts;
  const std::string text = read_file(counted);
  EXPECT_EQ(std::sscanf(text.c_str(), "%ld %ld", &counts.first, &counts.second), 2) << text;
  return counts;
}

// A failure that the run could do without (of a checkpoint at the very end, or put right by a
// second attempt) may go unsaid; one that is said is said with a code.
void expect_told_and_made_good(const std::string& faults) {
  SCOPED_TRACE(faults);
  const Workspace workspace(kItems);
  const Outcome outcome = workspace.run_with_faults(faults, kSmallBatches);
  ASSERT_EQ(outcome.signal, 0) << outcome.output;
  if (outcome.exit_code == 0) {
    EXPECT_EQ(workspace.state(), small_state());
  } else {
    EXPECT_TRUE(outcome.exit_code == 1 || outcome.exit_code == 2) << outcome.exit_code;
    EXPECT_TRUE(outcome.output.starts_with("reference_pipeline: ")) << outcome.output;
  }
  const Outcome rerun = workspace.run(kSmallBatches);
  ASSERT_EQ(rerun.exit_code, 0) << outcome.output << rerun.output;
  EXPECT_EQ(workspace.state(), small_state()) << outcome.output;
}

class AnyCall : public testing::TestWithParam<int> {};

TEST_P(AnyCall, ThatFailsIsToldAndMadeGood) {
  const long calls = calls_and_syncs().first;
  ASSERT_GT(calls, 50);
  for (long call = 1; call <= calls; ++call) {
    expect_told_and_made_good(fmt::format("fail={},{}", call, GetParam()));
  }
}

INSTANTIATE_TEST_SUITE_P(FailingCalls, AnyCall, testing::Values(ENOSPC, EIO, EINTR, EMFILE, EROFS));

TEST(FailingCalls, AFullDiskFromAnyCallOn) {
  const long calls = calls_and_syncs().first;
  for (long call = 1; call <= calls; ++call) {
    expect_told_and_made_good(fmt::format("full={}", call));
  }
}

TEST(FailingCalls, AnySyncThatFailsOnce) {
  const long syncs = calls_and_syncs().second;
  ASSERT_GT(syncs, 20);
  for (long sync = 1; sync <= syncs; ++sync) {
    expect_told_and_made_good(fmt::format("syncfail={}", sync));
  }
}

TEST(FailingCalls, WritesCutShortAreContinued) {
  const Workspace workspace(kItems);
  const Outcome outcome = workspace.run_with_faults("short", kSmallBatches);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_EQ(workspace.state(), small_state());
}

// An artifact whose sync failed is written again: a second fsync alone could be told that all is
// well although the kernel has dropped the pages.
TEST(FailingCalls, WhatCouldNotBeSyncedIsWrittenAgain) {
  for (const char* point : {"artifact/before-sync", "artifact/before-dirsync"}) {
    SCOPED_TRACE(point);
    const Workspace workspace;
    ASSERT_EQ(workspace.run({}, std::string(point) + "@3:errno=EIO").exit_code, 1);
    std::filesystem::remove(workspace.points_file());
    ASSERT_EQ(workspace.run().exit_code, 0);
    EXPECT_EQ(workspace.hits()["artifact/mid-write"], 1);
    EXPECT_EQ(workspace.state(), crash_free_state());
  }
}

TEST(FailingCalls, AResultThatCannotBePrintedIsAFailure) {
  const Workspace workspace;
  const std::string line =
      fmt::format("{} --source {} --work {} --quiet >/dev/full 2>/dev/null", REFERENCE_PIPELINE,
                  workspace.source().string(), workspace.work().string());
  EXPECT_EQ(WEXITSTATUS(std::system(line.c_str())), 1);
  EXPECT_EQ(workspace.state(), crash_free_state());
}

TEST(FailingCalls, AFileSizeLimitIsNoDeath) {
  const Workspace workspace;
  const std::string job = fmt::format("{} --source {} --work {} --quiet", REFERENCE_PIPELINE,
                                      workspace.source().string(), workspace.work().string());
  EXPECT_EQ(WEXITSTATUS(std::system(("ulimit -f 8; " + job + " >/dev/null 2>&1").c_str())), 1);
  EXPECT_EQ(workspace.run().exit_code, 0);
  EXPECT_EQ(workspace.state(), crash_free_state());
}

TEST(FailingCalls, ComplaintsThatCannotBeWrittenStopNothing) {
  const Workspace workspace;
  const std::string line = fmt::format(
      "CRASHPROOF_FAILPOINT=artifact/mid-write@2:errno=EIO {} --source {} --work {} "
      ">/dev/null 2>/dev/full",
      REFERENCE_PIPELINE, workspace.source().string(), workspace.work().string());
  EXPECT_EQ(WEXITSTATUS(std::system(line.c_str())), 1);
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM loaded"), 7);
}

}  // namespace
}  // namespace reference_pipeline_test
