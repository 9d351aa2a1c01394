// Whole programs of many kinds: the replay of their trace is the tree that they left.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/record/replayer.h"
#include "tests/record/sandbox.h"

namespace crashproof::testing {
namespace {

class WholePrograms : public ::testing::Test {
 protected:
  Supervised record(std::vector<std::string> argv) {
    Supervised run = supervise(sandbox_.supervision(std::move(argv)));
    EXPECT_EQ(children_left(), 0);
    return run;
  }

  void expect_replay(const Trace& trace, bool with_times = true) {
    const std::string copy = sandbox_.copy_of_beginning();
    ASSERT_NO_THROW(replay(trace, trace.events.size(), copy));
    EXPECT_EQ(
        difference(picture_of(sandbox_.workspace(), with_times), picture_of(copy, with_times)), "");
  }

  static std::size_t count(const Trace& trace, EventKind kind) {
    return static_cast<std::size_t>(
        std::count_if(trace.events.begin(), trace.events.end(),
                      [&](const Event& event) { return event.kind == kind; }));
  }

  static bool installed(const std::string& program) {
    return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
  }

  Sandbox sandbox_;
};

TEST_F(WholePrograms, Shell) {
  const Supervised run =
      record({"sh", "-c",
              "echo one > a; cat a a > b; mv b c; mkdir -p d/e; cp c d/e; rm -r d; ln -s c l"});
  EXPECT_TRUE(run.trace.exit.succeeded());
  expect_replay(run.trace);
}

TEST_F(WholePrograms, EveryKindOfChild) {
  const Supervised run = record({subject("process_tree")});
  EXPECT_TRUE(run.trace.exit.succeeded());
  EXPECT_EQ(sandbox_.read("log"), "main\nforked\nvforked\nspawned\ndaemon\nkilled\ncontinued\n");
  EXPECT_EQ(run.trace.processes, 8u);
  EXPECT_EQ(run.trace.leftover_processes, 0u);
  expect_replay(run.trace);
}

TEST_F(WholePrograms, RolesAreStable) {
  const auto roles = [&] {
    std::vector<std::string> names;
    for (const Event& event : record({subject("process_tree")}).trace.events) {
      if (changes_files(event.kind)) names.push_back(event.process);
    }
    return names;
  };
  const std::vector<std::string> first = roles();
  sandbox_.restore();
  EXPECT_EQ(first, roles());
  EXPECT_EQ(first.front(), "main");
}

TEST_F(WholePrograms, StaticallyLinked) {
  const Supervised run = record({subject("random_files_static"), "7", "80"});
  EXPECT_TRUE(run.trace.exit.succeeded());
  EXPECT_GT(run.trace.events.size(), 20u);
  expect_replay(run.trace);
}

TEST_F(WholePrograms, Go) {
  if (!std::filesystem::exists(subject("go_writer"))) GTEST_SKIP() << "built without Go";
  const Supervised run = record({subject("go_writer")});
  EXPECT_TRUE(run.trace.exit.succeeded());
  EXPECT_EQ(count(run.trace, EventKind::rename), 40u);
  expect_replay(run.trace);
}

TEST_F(WholePrograms, MappedStores) {
  const Supervised run = record({subject("mapped_writer")});
  EXPECT_TRUE(run.trace.exit.succeeded());
  EXPECT_GE(count(run.trace, EventKind::mapped_store), 22u);
  EXPECT_EQ(count(run.trace, EventKind::msync), 1u);
  EXPECT_TRUE(run.trace.gaps.empty());
  // The kernel sets the time of a mapped file when it likes.
  expect_replay(run.trace, false);
}

TEST_F(WholePrograms, TooLargeMappingIsAGap) {
  Supervision supervision = sandbox_.supervision({subject("mapped_writer")});
  supervision.mapped_limit_bytes = 4096;
  const Supervised run = supervise(supervision);
  EXPECT_EQ(count(run.trace, EventKind::mapped_store), 0u);
  ASSERT_EQ(run.trace.gaps.size(), 1u);
  EXPECT_NE(run.trace.gaps[0].what.find("mapped file larger than"), std::string::npos);
}

TEST_F(WholePrograms, PassedDescriptor) {
  const Supervised run = record({subject("fd_passing")});
  EXPECT_TRUE(run.trace.exit.succeeded());
  expect_replay(run.trace);
  const auto written = std::find_if(
      run.trace.events.begin(), run.trace.events.end(),
      [](const Event& event) { return event.kind == EventKind::write && event.path == "secret"; });
  ASSERT_NE(written, run.trace.events.end());
  EXPECT_EQ(written->process, "main/1");
}

TEST_F(WholePrograms, BlockingCallsAreNotSerialised) {
  const Supervised run = record({subject("fifo_users")});
  EXPECT_TRUE(run.trace.exit.succeeded());
  EXPECT_LT(run.trace.exit.seconds, 5.0);
  EXPECT_EQ(sandbox_.read("copy").size(), 300'000u);
  EXPECT_EQ(sandbox_.read("spliced"), "late\n");
  // What passes through a FIFO sets its time, and is no Event.
  expect_replay(run.trace, false);
}

TEST_F(WholePrograms, OpensWaitTheirTurnWhateverIsAtTheirPath) {
  const Supervised run = record({subject("racing_opens")});
  EXPECT_TRUE(run.trace.exit.succeeded());
  const auto made = std::count_if(
      run.trace.events.begin(), run.trace.events.end(),
      [](const Event& event) { return event.kind == EventKind::create && event.path == "name"; });
  EXPECT_EQ(std::to_string(made), sandbox_.read("made"));
  expect_replay(run.trace);
}

TEST_F(WholePrograms, ACallThatWaitsForAnotherProcessIsOvertaken) {
  const Supervised run = record({subject("lease_holder")});
  EXPECT_EQ(run.trace.exit.code, 0);
  EXPECT_LT(run.trace.exit.seconds, 15.0);  // the kernel takes a lease away after 45
  EXPECT_EQ(sandbox_.read("leased"), "new\n");
  EXPECT_TRUE(std::any_of(run.trace.gaps.begin(), run.trace.gaps.end(), [](const Gap& gap) {
    return gap.what.starts_with("call on a file that took longer");
  }));
  expect_replay(run.trace);
}

TEST_F(WholePrograms, ExecByAnotherThread) {
  const Supervised run = record({subject("thread_exec")});
  EXPECT_EQ(run.trace.exit.how, RunExit::How::exited);
  EXPECT_EQ(run.trace.exit.code, 7);
  EXPECT_EQ(sandbox_.read("after"), "replaced\n");
  expect_replay(run.trace);
}

constexpr const char* kSqlite = R"py(
import sqlite3, sys
database = sqlite3.connect("state.db")
database.execute("pragma journal_mode=" + sys.argv[1])
database.execute("create table t (n integer primary key, text text)")
for n in range(40):
    database.execute("insert into t (text) values (?)", ("x" * n * 7,))
    database.commit()
if sys.argv[1] == "wal":
    import os
    os._exit(0)
)py";

TEST_F(WholePrograms, SqliteInWalMode) {
  if (!installed("python3")) GTEST_SKIP() << "no python3";
  const Supervised run = record({"python3", "-c", kSqlite, "wal"});
  EXPECT_TRUE(run.trace.exit.succeeded());
  EXPECT_GT(count(run.trace, EventKind::mapped_store), 40u);
  EXPECT_FALSE(sandbox_.read("state.db-shm").empty());
  expect_replay(run.trace, false);
}

TEST_F(WholePrograms, SqliteInRollbackMode) {
  if (!installed("python3")) GTEST_SKIP() << "no python3";
  const Supervised run = record({"python3", "-c", kSqlite, "delete"});
  EXPECT_TRUE(run.trace.exit.succeeded());
  expect_replay(run.trace);
}

}  // namespace
}  // namespace crashproof::testing
