// Killing the whole tree at an exact position, at a time limit, on request, and after the end.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "tests/record/sandbox.h"

namespace crashproof::testing {
namespace {

class Killing : public ::testing::Test {
 protected:
  Supervised run(const std::string& script, const std::string& position) {
    Supervision supervision = sandbox_.supervision({"sh", "-c", script});
    if (!position.empty()) {
      supervision.kill_at = parse_schedule("kill@" + position).steps.front().position;
    }
    Supervised result = supervise(supervision);
    EXPECT_EQ(children_left(), 0);
    return result;
  }
  bool exists(const std::string& name) const {
    return std::filesystem::exists(sandbox_.workspace() + "/" + name);
  }

  Sandbox sandbox_;
};

constexpr const char* kScript =
    "echo one > a; mv a b; echo two > a; mv a c; echo abcdefgh > d; echo end > e";

TEST_F(Killing, AtStartNothingHasHappened) {
  const Supervised result = run(kScript, "start");
  EXPECT_TRUE(result.killed);
  EXPECT_TRUE(result.trace.events.empty());
  EXPECT_TRUE(std::filesystem::is_empty(sandbox_.workspace()));
}

TEST_F(Killing, BeforeARename) {
  EXPECT_TRUE(run(kScript, "before:rename(b)").killed);
  EXPECT_EQ(sandbox_.read("a"), "one\n");
  EXPECT_FALSE(exists("b"));
}

TEST_F(Killing, AfterTheSecondRename) {
  const Supervised result = run(kScript, "after:rename(*)#2");
  EXPECT_TRUE(result.killed);
  EXPECT_EQ(result.trace.exit.how, RunExit::How::killed);
  EXPECT_EQ(describe(result.trace.events.back()), "rename(c)");
  EXPECT_EQ(sandbox_.read("c"), "two\n");
  EXPECT_FALSE(exists("d"));
}

TEST_F(Killing, InsideAWrite) {
  const Supervised result = run(kScript, "in:write(d)+3");
  EXPECT_TRUE(result.killed);
  EXPECT_EQ(sandbox_.read("d"), "abc");
  EXPECT_EQ(result.trace.events.back().length, 3u);
}

TEST_F(Killing, PositionThatNeverComes) {
  const Supervised result = run(kScript, "after:write(nowhere)");
  EXPECT_FALSE(result.killed);
  EXPECT_TRUE(result.trace.exit.succeeded());
}

TEST_F(Killing, TakesDaemonsAlong) {
  const Supervised result =
      run("setsid sh -c 'sleep 30; echo late > late' & sleep 0.1; echo x > a; sleep 30",
          "after:write(a)");
  EXPECT_TRUE(result.killed);
  EXPECT_LT(result.trace.exit.seconds, 5.0);
}

TEST_F(Killing, LeftoverProcessesAreEndedAndCounted) {
  const Supervised result = run("sleep 30 & sleep 30 & echo done > a", "");
  EXPECT_EQ(result.trace.leftover_processes, 2u);
  EXPECT_TRUE(result.trace.exit.succeeded());
  EXPECT_LT(result.trace.exit.seconds, 5.0);
}

TEST_F(Killing, TimeLimit) {
  Supervision supervision =
      sandbox_.supervision({"sh", "-c", "trap '' TERM; while :; do echo x > a; done"});
  supervision.limit_seconds = 0.4;
  const Supervised result = supervise(supervision);
  EXPECT_EQ(result.trace.exit.how, RunExit::How::timed_out);
  EXPECT_FALSE(result.killed);
  EXPECT_EQ(children_left(), 0);
}

volatile std::sig_atomic_t stop_requested = 0;

TEST_F(Killing, StopFlag) {
  stop_requested = 1;
  Supervision supervision = sandbox_.supervision({"sleep", "30"});
  supervision.stop_flag = &stop_requested;
  const Supervised result = supervise(supervision);
  EXPECT_EQ(result.trace.exit.how, RunExit::How::killed);
  EXPECT_FALSE(result.killed);
  EXPECT_LT(result.trace.exit.seconds, 5.0);
}

// Children that die by each other's hand at any moment must not confuse the supervisor.
TEST_F(Killing, TreeThatKillsItself) {
  const Supervised result = run(
      "for i in 1 2 3 4 5 6 7 8; do (while :; do echo $i > f$i; done) & pids=\"$pids $!\"; done;"
      "sleep 0.3; kill -9 $pids; wait; echo done > done",
      "");
  EXPECT_TRUE(result.trace.exit.succeeded());
  EXPECT_EQ(sandbox_.read("done"), "done\n");
  EXPECT_EQ(result.trace.leftover_processes, 0u);
}

}  // namespace
}  // namespace crashproof::testing
