// Every seeded flaw is real: what is said to expose it does, and the sound pipeline passes the
// same.
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <cstdlib>
#include <ctime>

#include "tests/reference_pipeline/subject.h"

namespace reference_pipeline_test {
namespace {

namespace fs = std::filesystem;

// A first run that dies, or fails, at the failpoint, and a second one to the end.
struct Trial {
  Outcome rerun;
  bool right = false;  // the state is that of a crash-free run
};

Trial try_with(const std::string& flaw, const std::string& failpoint, Arguments arguments = {}) {
  const Workspace workspace;
  if (!flaw.empty()) arguments.insert(arguments.end(), {"--flaw", flaw});
  const Outcome first = workspace.run(arguments, failpoint);
  EXPECT_NE(first.exit_code, 0) << "nothing happened at " << failpoint;
  Trial trial;
  trial.rerun = workspace.run(arguments);
  trial.right = trial.rerun.exit_code == 0 && workspace.state() == crash_free_state();
  return trial;
}

void expect_silent_harm(const std::string& flaw, const std::string& failpoint,
                        const Arguments& arguments = {}) {
  SCOPED_TRACE(flaw);
  const Trial flawed = try_with(flaw, failpoint, arguments);
  EXPECT_EQ(flawed.rerun.exit_code, 0) << flawed.rerun.output;
  EXPECT_FALSE(flawed.right);
  EXPECT_TRUE(try_with("", failpoint, arguments).right);
}

constexpr const char* kNames[] = {
    "order-inverted",       "checkpoint-in-place",   "artifact-in-place",
    "wall-clock-key",       "shared-checkpoint",     "no-fsync",
    "no-dirsync",           "flag-before-artifact",  "flush-marks-in-flight",
    "index-instead-of-key", "failed-item-done",      "version-ignored",
    "stale-lock",           "checkpoint-at-end",     "rename-across-mounts",
    "poison-unbounded",     "interrupt-drops-buffer"};

TEST(Flaws, AreListedWithCodeAndExposure) {
  const Workspace workspace;
  const Outcome list = workspace.run_bare({"--flaw", "list"});
  EXPECT_EQ(list.exit_code, 0);
  for (const char* name : kNames) {
    const std::size_t at = list.output.find(std::string(name) + "  CP0");
    ASSERT_NE(at, std::string::npos) << name;
    EXPECT_NE(list.output.find("exposed by ", at), std::string::npos);
  }
}

TEST(Flaws, DoNoHarmWithoutACrash) {
  for (const std::string name : kNames) {
    // These two say something else in their checkpoints, and one has only one.
    const bool other_checkpoints =
        name == "wall-clock-key" || name == "index-instead-of-key" || name == "shared-checkpoint";
    for (const char* workers : {"1", "4"}) {
      SCOPED_TRACE(name + " " + workers);
      const Workspace workspace;
      ASSERT_EQ(workspace.run({"--flaw", name, "--workers", workers}).exit_code, 0);
      const auto is_checkpoint = [](const auto& entry) {
        return entry.first.starts_with("checkpoints/");
      };
      State state = workspace.state();
      ASSERT_EQ(workspace.run({"--flaw", name}).exit_code, 0);
      State rerun = workspace.state();
      State expected = crash_free_state();
      // A checkpoint that holds the time of the run is a new one after each.
      if (name == "wall-clock-key") std::erase_if(rerun, is_checkpoint);
      if (name == "wall-clock-key") std::erase_if(state, is_checkpoint);
      EXPECT_EQ(rerun, state) << "the rerun changed something";
      if (other_checkpoints) std::erase_if(state, is_checkpoint);
      if (other_checkpoints) std::erase_if(expected, is_checkpoint);
      EXPECT_EQ(state, expected);
    }
  }
}

TEST(Flaws, SilentUnderKill) {
  expect_silent_harm("order-inverted", "load/before-commit@1:kill");
  expect_silent_harm("artifact-in-place", "artifact/mid-write@1:kill");
  expect_silent_harm("artifact-in-place", "artifact/after-temp@4:kill", {"--workers", "4"});
  expect_silent_harm("flag-before-artifact", "artifact/after-temp@1:kill");
  expect_silent_harm("flag-before-artifact", "artifact/before-rename@2:kill", {"--workers", "2"});
}

TEST(Flaws, RerunRefusedAfterKill) {
  const Trial torn = try_with("checkpoint-in-place", "checkpoint/after-temp@1:kill");
  EXPECT_EQ(torn.rerun.exit_code, 3) << torn.rerun.output;
  const Trial stale = try_with("stale-lock", "mark/before-commit@1:kill");
  EXPECT_EQ(stale.rerun.exit_code, 4) << stale.rerun.output;
  EXPECT_TRUE(try_with("", "checkpoint/after-temp@1:kill").right);
  EXPECT_TRUE(try_with("", "mark/before-commit@1:kill").right);
}

// The rows alone: the flawed pipeline keeps another checkpoint than the sound one.
long lost_rows(const std::string& failpoint, const char* worker_count) {
  const Workspace workspace;
  const Arguments arguments = {"--flaw",     "shared-checkpoint",  "--workers",
                               worker_count, "--checkpoint-every", "2"};
  EXPECT_EQ(workspace.run(arguments, failpoint).signal, SIGKILL);
  EXPECT_EQ(workspace.run(arguments).exit_code, 0);
  return 8 - workspace.count("SELECT COUNT(*) FROM loaded");
}

TEST(Flaws, SharedCheckpointLosesWithSeveralWorkersOnly) {
  long lost_of_four = 0;
  for (const char* point : {"checkpoint/after-rename@1:kill", "load/after-checkpoint@1:kill",
                            "checkpoint/before-rename@2:kill"}) {
    lost_of_four += lost_rows(point, "4");
    EXPECT_EQ(lost_rows(point, "1"), 0) << point;
  }
  EXPECT_GT(lost_of_four, 0);
}

TEST(Flaws, UnsafeInterruptHarmsWhereAKillDoesNot) {
  expect_silent_harm("flush-marks-in-flight", "artifact/mid-write@2:signal=SIGTERM");
  expect_silent_harm("flush-marks-in-flight", "artifact/mid-write@2:signal=SIGINT",
                     {"--workers", "4"});
  EXPECT_TRUE(try_with("flush-marks-in-flight", "artifact/mid-write@2:kill").right);
}

TEST(Flaws, ADroppedBufferIsLostByAStopAndNotByAKill) {
  const Arguments small_batches = {"--checkpoint-every", "1"};
  for (const char* point : {"load/before-commit@1", "checkpoint/after-rename@2"}) {
    expect_silent_harm("interrupt-drops-buffer", std::string(point) + ":signal=SIGTERM",
                       small_batches);
    EXPECT_TRUE(
        try_with("interrupt-drops-buffer", std::string(point) + ":kill", small_batches).right);
  }
}

// A directory that is on another mount than the workspace.
class OtherMount {
 public:
  explicit OtherMount(const Workspace& workspace) {
    struct stat here;
    ::stat(workspace.source().c_str(), &here);
    for (const char* parent : {"/tmp", "/var/tmp", "/dev/shm"}) {
      struct stat there;
      if (::stat(parent, &there) != 0 || there.st_dev == here.st_dev) continue;
      std::string pattern = std::string(parent) + "/reference-pipeline-temps-XXXXXX";
      if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
      return;
    }
  }
  ~OtherMount() {
    if (!path_.empty()) fs::remove_all(path_);
  }
  OtherMount(const OtherMount&) = delete;
  OtherMount& operator=(const OtherMount&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

TEST(Flaws, ARenameAcrossMountsIsACopyThatCanBeCutShort) {
  const Workspace workspace;
  const OtherMount other(workspace);
  if (other.path().empty()) GTEST_SKIP() << "there is only one mount to write to";
  const Arguments flawed = {"--flaw", "rename-across-mounts", "--temp-dir", other.path(),
                            "--quiet"};
  // Killed between the name and its content. In the sound pipeline there is no such moment.
  EXPECT_EQ(Workspace().run_with_faults("killwrite=artifacts/").exit_code, 0);
  EXPECT_EQ(workspace.run_with_faults("killwrite=artifacts/", flawed).signal, SIGKILL);
  EXPECT_EQ(workspace.run(flawed).exit_code, 0);
  EXPECT_NE(workspace.state(), crash_free_state());
  EXPECT_EQ(workspace.run_bare({"--work", workspace.work(), "--verify"}).exit_code, 1);
}

TEST(Flaws, TempsOnAnotherMountAreRefusedByTheSound) {
  const Workspace workspace;
  const OtherMount other(workspace);
  if (other.path().empty()) GTEST_SKIP() << "there is only one mount to write to";
  const Outcome outcome = workspace.run({"--temp-dir", other.path()});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.output.find("is on another file system"), std::string::npos) << outcome.output;
  EXPECT_EQ(workspace.run({"--temp-dir", other.path() / "none"}).exit_code, 2);
  EXPECT_EQ(workspace.run().exit_code, 0);
}

TEST(Flaws, TempsElsewhereOnTheSameMountAreSound) {
  const Workspace workspace;
  const fs::path temps = workspace.source().parent_path() / "temps";
  fs::create_directory(temps);
  const Arguments arguments = {"--temp-dir", temps};
  EXPECT_EQ(workspace.run(arguments, "artifact/before-rename@2:kill").signal, SIGKILL);
  EXPECT_FALSE(fs::is_empty(temps));
  EXPECT_EQ(workspace.run(arguments).exit_code, 0);
  EXPECT_TRUE(fs::is_empty(temps));
  EXPECT_EQ(workspace.state(), crash_free_state());
}

TEST(Flaws, AFailedItemTakenForDoneIsLost) {
  expect_silent_harm("failed-item-done", "artifact/before-sync@2:errno=ENOSPC");
}

TEST(Flaws, AnIndexLosesLateInput) {
  for (const bool flawed : {false, true}) {
    const Workspace workspace;
    const Arguments arguments = flawed ? Arguments{"--flaw", "index-instead-of-key"} : Arguments{};
    ASSERT_EQ(workspace.run(arguments, "load/after-checkpoint@2:kill").signal, SIGKILL);
    for (unsigned i = 0; i < 8; ++i)
      workspace.add_item(fmt::format("00-late-{}", i), text_of(9, i));
    ASSERT_EQ(workspace.run(arguments).exit_code, 0);
    EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM loaded") == 16, !flawed);
  }
}

// Sets when an item was modified, counted from now.
void set_modified(const fs::path& path, std::time_t from_now_seconds) {
  const std::time_t at = std::time(nullptr) + from_now_seconds;
  const timespec times[2] = {{at, 0}, {at, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
}

TEST(Flaws, AWallClockLosesLateInputWithAnOlderTime) {
  for (const bool flawed : {false, true}) {
    const Workspace workspace;
    const Arguments arguments = flawed ? Arguments{"--flaw", "wall-clock-key"} : Arguments{};
    ASSERT_EQ(workspace.run(arguments).exit_code, 0);
    for (int i = 0; i < 8; ++i) {
      const std::string name = fmt::format("late-{}", i);
      workspace.add_item(name, name);
      set_modified(workspace.source() / name, -3600);
    }
    ASSERT_EQ(workspace.run(arguments).exit_code, 0);
    EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM loaded"), flawed ? 8 : 16);
  }
}

TEST(Flaws, AWallClockSetBackLosesWhatLooksNewer) {
  for (const bool flawed : {false, true}) {
    const Workspace workspace;
    const Arguments arguments = flawed ? Arguments{"--flaw", "wall-clock-key"} : Arguments{};
    workspace.run(arguments, "mark/before-commit@1:kill");
    // To a clock that is an hour behind, the items are an hour ahead.
    for (const auto& entry : fs::recursive_directory_iterator(workspace.source())) {
      set_modified(entry.path(), 3600);
    }
    ASSERT_EQ(workspace.run(arguments).exit_code, 0);
    EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM loaded"), flawed ? 0 : 8);
  }
}

TEST(Flaws, AnIgnoredVersionIsOverwritten) {
  const Workspace workspace;
  ASSERT_EQ(workspace.run().exit_code, 0);
  const fs::path checkpoint = fs::directory_iterator(workspace.work() / "checkpoints")->path();
  const std::string foreign = R"({"cursor":"x","schema_version":99})";
  write_file(checkpoint, foreign);
  EXPECT_EQ(workspace.run().exit_code, 3);
  EXPECT_EQ(read_file(checkpoint), foreign);
  EXPECT_EQ(workspace.run({"--flaw", "version-ignored"}).exit_code, 0);
  EXPECT_NE(read_file(checkpoint), foreign);
}

TEST(Flaws, ACheckpointAtTheEndBoundsNothing) {
  const Workspace workspace;
  const Arguments arguments = {"--checkpoint-every", "2", "--flaw", "checkpoint-at-end"};
  workspace.run(arguments, "artifact/after-temp@8:kill");
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM items WHERE done = 1"), 0);
  ASSERT_EQ(workspace.run(arguments).exit_code, 0);
  EXPECT_EQ(workspace.state(), crash_free_state());
}

}  // namespace
}  // namespace reference_pipeline_test
