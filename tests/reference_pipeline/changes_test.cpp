// What changes between two runs: input that arrives late, other content, another version, a second
// instance.
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include "tests/reference_pipeline/subject.h"

namespace reference_pipeline_test {
namespace {

namespace fs = std::filesystem;

// Eight that sort first, so that every partition has one.
void add_late_input(const Workspace& workspace) {
  for (unsigned i = 0; i < 8; ++i) {
    workspace.add_item(fmt::format("00-late-{}", i), text_of(50 * i, i));
  }
}

State state_with_late_input() {
  const Workspace workspace;
  add_late_input(workspace);
  EXPECT_EQ(workspace.run().exit_code, 0);
  return workspace.state();
}

TEST(Changes, LateInputIsLoadedWheneverItComes) {
  const State expected = state_with_late_input();
  for (const char* death : {"", "register/after-commit@1:kill", "mark/before-commit@1:kill",
                            "load/before-commit@1:kill", "checkpoint/after-dirsync@1:kill",
                            "artifact/mid-write@2:errno=EIO"}) {
    SCOPED_TRACE(death);
    const Workspace workspace;
    workspace.run({}, death);
    add_late_input(workspace);
    ASSERT_EQ(workspace.run().exit_code, 0);
    EXPECT_EQ(workspace.state(), expected);
  }
}

TEST(Changes, CursorsArePutBackSafely) {
  const State expected = state_with_late_input();
  for (const char* death :
       {"rewind/before-checkpoint@1:kill", "rewind/before-checkpoint@2:kill",
        "rewind/before-checkpoint@1:errno=EIO", "checkpoint/before-rename@1:kill",
        "checkpoint/after-rename@1:kill", "checkpoint/after-rename@2:kill",
        "register/before-commit@1:kill", "register/after-commit@1:kill"}) {
    SCOPED_TRACE(death);
    const Workspace workspace;
    ASSERT_EQ(workspace.run().exit_code, 0);
    add_late_input(workspace);
    const Outcome outcome = workspace.run({}, death);
    EXPECT_TRUE(outcome.signal == SIGKILL || outcome.exit_code == 1);
    ASSERT_EQ(workspace.run().exit_code, 0);
    EXPECT_EQ(workspace.state(), expected);
  }
}

TEST(Changes, OtherContentIsAnotherItem) {
  const Workspace workspace;
  ASSERT_EQ(workspace.run().exit_code, 0);
  workspace.add_item("item-1.txt", "other");
  ASSERT_EQ(workspace.run().exit_code, 0);
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM loaded WHERE item_id LIKE 'item-1.txt@%'"), 2);
}

TEST(Changes, AnItemThatLeavesBeforeItIsDoneIsWithdrawn) {
  const Workspace workspace;
  workspace.run({}, "artifact/after-temp@1:kill");
  fs::remove(workspace.source() / "item-1.txt");
  ASSERT_EQ(workspace.run().exit_code, 0);
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM items"), 7);
}

TEST(Changes, UnknownVersionIsRefusedAndNothingChanged) {
  const Workspace workspace;
  ASSERT_EQ(workspace.run().exit_code, 0);
  const fs::path checkpoint = fs::directory_iterator(workspace.work() / "checkpoints")->path();
  workspace.add_item("new", "new");
  for (const char* content :
       {R"({"cursor":"x","schema_version":2})", R"({"schema_version":1})",
        R"({"cursor":3,"schema_version":1})", R"({"cursor":"x"})", "", "{\"cu", "[]"}) {
    SCOPED_TRACE(content);
    write_file(checkpoint, content);
    write_file(workspace.work() / "artifacts/.tmp-dead", "a dead run's");
    const State before = workspace.state();
    const Outcome outcome = workspace.run();
    EXPECT_EQ(outcome.exit_code, 3) << outcome.output;
    EXPECT_EQ(workspace.state(), before);
  }
}

TEST(Changes, ADatabaseOfAnotherVersionIsRefusedAndNotTouched) {
  const Workspace workspace;
  ASSERT_EQ(workspace.run().exit_code, 0);
  const fs::path path = workspace.work() / "pipeline.db";
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  sqlite3_exec(database, "PRAGMA user_version = 99", nullptr, nullptr, nullptr);
  sqlite3_close(database);
  workspace.add_item("new", "new");
  const std::string foreign = read_file(path);
  EXPECT_EQ(workspace.run().exit_code, 3);
  EXPECT_EQ(read_file(path), foreign);
  // No crash leaves an empty one, so it is nobody's fresh start.
  write_file(path, "");
  EXPECT_EQ(workspace.run().exit_code, 3);
  EXPECT_EQ(read_file(path), "");
}

TEST(Changes, TwoInstancesAtOnceDoNoHarm) {
  for (const char* death : {"", "artifact/after-temp@3:kill", "load/before-commit@1:kill"}) {
    SCOPED_TRACE(death);
    const Workspace workspace;
    workspace.run({"--checkpoint-every", "2"}, death);
    std::vector<pid_t> processes;
    for (int i = 0; i < 3; ++i) processes.push_back(workspace.start({"--workers", "2"}));
    int finished = 0;
    for (const pid_t process : processes) {
      const int code = workspace.finish(process).exit_code;
      EXPECT_TRUE(code == 0 || code == 4) << code;
      finished += code == 0 ? 1 : 0;
    }
    EXPECT_GE(finished, 1);
    EXPECT_EQ(workspace.state(), crash_free_state());
  }
}

TEST(Changes, ASecondInstanceIsTurnedAway) {
  const Workspace workspace;
  ASSERT_EQ(workspace.run({}, "artifact/after-temp@3:kill").signal, SIGKILL);
  const State before = workspace.state();
  const int directory = ::open(workspace.work().c_str(), O_RDONLY | O_DIRECTORY);
  ASSERT_EQ(::flock(directory, LOCK_EX | LOCK_NB), 0) << "the lock outlived its owner";
  EXPECT_EQ(workspace.run().exit_code, 4);
  EXPECT_EQ(workspace.state(), before);
  ::close(directory);
  EXPECT_EQ(workspace.run().exit_code, 0);
}

}  // namespace
}  // namespace reference_pipeline_test
