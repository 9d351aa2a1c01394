// An item over which every run dies: the others finish, in a bounded number of attempts.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/reference_pipeline/subject.h"

namespace reference_pipeline_test {
namespace {

constexpr int kSetAside = 5;

// Runs until a run ends by itself; how many died before. 99: none did.
int deaths_until_an_end(const Workspace& workspace, const std::string& faults,
                        const Arguments& arguments, Outcome& outcome) {
  for (int deaths = 0; deaths < 10; ++deaths) {
    outcome = workspace.run_with_faults(faults, arguments);
    if (outcome.signal != SIGKILL) return deaths;
  }
  return 99;
}

TEST(Poison, IsSetAsideAndTheOthersFinish) {
  for (const char* workers : {"1", "4"}) {
    SCOPED_TRACE(workers);
    const Workspace workspace;
    const Arguments arguments = {"--checkpoint-every", "2", "--workers", workers};
    Outcome outcome;
    EXPECT_EQ(deaths_until_an_end(workspace, "poison=item-2.txt", arguments, outcome), 3);
    EXPECT_EQ(outcome.exit_code, kSetAside) << outcome.output;
    EXPECT_NE(outcome.output.find("item-2.txt: set aside: 3 attempts"), std::string::npos)
        << outcome.output;
    EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM loaded"), 7);
    // Whoever was wrongly suspected is not held back.
    EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM attempts"), 1);
  }
}

TEST(Poison, IsTriedOnceMoreByEachLaterRunAndHoldsNobodyUp) {
  const Workspace workspace;
  Outcome outcome;
  deaths_until_an_end(workspace, "poison=item-2.txt", {}, outcome);
  workspace.add_item("later", "later");
  EXPECT_EQ(deaths_until_an_end(workspace, "poison=item-2.txt", {}, outcome), 1);
  EXPECT_EQ(outcome.exit_code, kSetAside);
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM loaded"), 8);
}

TEST(Poison, OnceCuredIsProcessed) {
  const Workspace workspace;
  Outcome outcome;
  deaths_until_an_end(workspace, "poison=item-2.txt", {}, outcome);
  EXPECT_EQ(workspace.run().exit_code, 0);
  EXPECT_EQ(workspace.state(), crash_free_state());
}

TEST(Poison, ThatIsTakenAwayLeavesNothing) {
  const Workspace workspace;
  Outcome outcome;
  deaths_until_an_end(workspace, "poison=item-2.txt", {}, outcome);
  std::filesystem::remove(workspace.source() / "item-2.txt");
  EXPECT_EQ(workspace.run().exit_code, 0);
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM attempts"), 0);
}

// Every step counts for itself: that an item can be read does not excuse it later.
TEST(Poison, InALaterStepIsCountedToo) {
  for (const char* point : {"artifact/mid-write", "artifact/before-rename"}) {
    SCOPED_TRACE(point);
    const Workspace workspace(1);
    for (int death = 0; death < 3; ++death) {
      ASSERT_EQ(workspace.run({}, std::string(point) + "@1:kill").signal, SIGKILL);
    }
    EXPECT_EQ(workspace.run({}, std::string(point) + "@1:kill").exit_code, kSetAside);
    EXPECT_EQ(workspace.run().exit_code, 0);
    EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM loaded"), 1);
  }
}

TEST(Poison, AGoodStopIsNoAttempt) {
  const Workspace workspace;
  for (int stop = 0; stop < 5; ++stop) {
    EXPECT_EQ(workspace.run({}, "artifact/mid-write@1:signal=SIGTERM").exit_code, 128 + SIGTERM);
    EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM attempts"), 0);
  }
  EXPECT_EQ(workspace.run().exit_code, 0);
  EXPECT_EQ(workspace.state(), crash_free_state());
}

TEST(Poison, WithoutBoundBlocksTheOthers) {
  const Workspace workspace;
  Outcome outcome;
  const Arguments flawed = {"--flaw", "poison-unbounded"};
  EXPECT_EQ(deaths_until_an_end(workspace, "poison=item-2.txt", flawed, outcome), 99);
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM loaded"), 0);
  EXPECT_EQ(workspace.run(flawed).exit_code, 0);
  EXPECT_EQ(workspace.state(), crash_free_state());
}

}  // namespace
}  // namespace reference_pipeline_test
