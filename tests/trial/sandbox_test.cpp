// Fidelity: the state that a sandbox shows at k is the one that a kill at k leaves, for every way
// of isolation, and a trial leaves no trace in the next one.
#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>

#include "harness/record/supervisor.h"
#include "harness/record/trace_file.h"
#include "harness/trial/resume.h"
#include "harness/trial/tree.h"
#include "tests/record/replayer.h"
#include "tests/record/sandbox.h"
#include "tests/trial/in_cell.h"

namespace crashproof::testing {
namespace {

// Each case starts several cells. RC_PARAMS asks for more of them.
const int few_cases = ::setenv("RC_PARAMS", "max_success=6", 0);

void fill(const std::string& root) {
  std::ofstream(root + "/f0") << "the first file\n";
  std::ofstream(root + "/f1") << std::string(9000, 'x');
  ::mkdir((root + "/d0").c_str(), 0755);
  ::link((root + "/f0").c_str(), (root + "/d0/f3").c_str());
}

Supervision random_run(const crashproof::Sandbox& sandbox, unsigned seed, int threads) {
  Supervision supervision;
  supervision.launch.argv = {subject("random_files"), std::to_string(seed), "60",
                             std::to_string(threads)};
  supervision.launch.environment = {"PATH=/usr/bin:/bin"};
  supervision.launch.directory = sandbox.workspace();
  supervision.launch.traced = true;
  supervision.workspace = sandbox.workspace();
  return supervision;
}

Position after_events(std::uint64_t count) {
  Position position;
  position.edge = Position::Edge::event;
  position.occurrence = count;
  return position;
}

// The recorded trace of a random run, taken as the product takes it.
std::string record(const Ground& ground, const Isolation& isolation, unsigned seed, int threads) {
  return in_cell(isolation, [&]() -> std::string {
    const Trace empty;
    const auto sandbox = make_sandbox(ground.plan(isolation), empty);
    const int out = ::open(ground.path("").c_str(), O_PATH | O_DIRECTORY);
    sandbox->begin_for_good();
    const Supervised run = supervise(random_run(*sandbox, seed, threads));
    write_trace(run.trace, "/proc/self/fd/" + std::to_string(out) + "/trace");
    return run.trace.exit.succeeded() ? "" : "the subject failed";
  });
}

// The crash state at k, as a plain replay onto a copy of the snapshot gives it.
std::string expected_tree(const Ground& ground, const Trace& trace, std::uint64_t k) {
  const std::string root = ground.path("expected");
  remove_tree(root);
  ::mkdir(root.c_str(), 0755);
  copy_tree(ground.path("snapshot"), root);
  replay(trace, k, root);
  return root;
}

std::string check_states(const Ground& ground, const Isolation& isolation, const Trace& trace,
                         const std::vector<std::uint64_t>& points) {
  return in_cell(isolation, [&]() -> std::string {
    std::vector<TreePicture> expected;
    for (const std::uint64_t k : points) {
      expected.push_back(picture_of(expected_tree(ground, trace, k), true));
    }
    const auto sandbox = make_sandbox(ground.plan(isolation), trace);
    for (std::size_t i = 0; i < points.size(); ++i) {
      sandbox->roll_to({points[i], std::nullopt});
      for (unsigned trial = 0; trial < 2; ++trial) {
        sandbox->begin();
        const std::string where =
            " at " + std::to_string(points[i]) + ", trial " + std::to_string(trial);
        const std::string wrong = difference(expected[i], picture_of(sandbox->workspace(), true));
        if (!wrong.empty()) return wrong + where;
        if (!sandbox->changed().empty())
          return *sandbox->changed().begin() + " changed by itself" + where;
        // Anything may happen in a trial; the next one must not see it.
        supervise(random_run(*sandbox, 1000 + trial, 1));
        const TreePicture after = picture_of(sandbox->workspace(), true);
        const std::set<std::string> changed = sandbox->changed();
        for (const auto& [path, line] : after) {
          if (path == ".") continue;  // the workspace itself is no path in it
          const auto before = expected[i].find(path);
          const bool same = before != expected[i].end() && before->second == line;
          if (!same && !changed.contains(path) && line.front() != 'd')
            return path + " changed unseen" + where;
        }
        for (const auto& [path, line] : expected[i]) {
          if (!after.contains(path) && !changed.contains(path))
            return path + " removed unseen" + where;
        }
        sandbox->end();
      }
    }
    return "";
  });
}

// The random subject takes permissions from itself, and without namespaces from us as well.
bool sees_everything(const Isolation& isolation) {
  return isolation.namespaces || ::geteuid() == 0;
}

void check_all_isolations(int threads) {
  const auto seed = *rc::gen::inRange<unsigned>(1, 1'000'000);
  for (const NamedIsolation& way : isolations()) {
    if (!sees_everything(way.isolation)) continue;
    const Ground ground;
    fill(ground.path("snapshot"));
    RC_ASSERT(record(ground, way.isolation, seed, threads) == "");
    const Trace trace = read_trace(ground.path("trace"));
    const std::uint64_t end = trace.events.size();
    const auto middle = *rc::gen::inRange<std::uint64_t>(0, end);
    const std::string wrong = check_states(ground, way.isolation, trace, {0, middle, end});
    // RapidCheck describes a second evaluation, in which threads may have run in another order.
    if (!wrong.empty()) std::cerr << way.name << ": " << wrong << "\n";
    RC_ASSERT(wrong == "");
  }
}

RC_GTEST_PROP(SandboxProperty, ShowsTheStateAndForgetsTrials, ()) {
  check_all_isolations(1);
}

RC_GTEST_PROP(SandboxProperty, ShowsTheStateOfAFourThreadRun, ()) {
  check_all_isolations(4);
}

// How the state after a live kill at k differs from the replayed one; "" if it does not.
std::string check_live_kill(const Ground& ground, const Isolation& isolation, const Trace& trace,
                            unsigned seed, std::uint64_t k) {
  return in_cell(isolation, [&]() -> std::string {
    const TreePicture expected = picture_of(expected_tree(ground, trace, k), false);
    const Trace empty;
    const auto sandbox = make_sandbox(ground.plan(isolation), empty);
    sandbox->begin();
    Supervision supervision = random_run(*sandbox, seed, 1);
    supervision.kill_at = after_events(k);
    if (!supervise(supervision).killed) return "not killed";
    return difference(expected, picture_of(sandbox->workspace(), false));
  });
}

RC_GTEST_PROP(SandboxProperty, LiveKillLeavesTheReplayedState, ()) {
  const auto seed = *rc::gen::inRange<unsigned>(1, 1'000'000);
  for (const NamedIsolation& way : isolations()) {
    if (!sees_everything(way.isolation)) continue;
    const Ground ground;
    fill(ground.path("snapshot"));
    RC_ASSERT(record(ground, way.isolation, seed, 1) == "");
    const Trace trace = read_trace(ground.path("trace"));
    const auto k = *rc::gen::inRange<std::uint64_t>(0, trace.events.size());
    const std::string wrong = check_live_kill(ground, way.isolation, trace, seed, k);
    // RapidCheck describes a later evaluation, which need not fail in the same way.
    if (!wrong.empty()) {
      std::cerr << way.name << ", seed " << seed << ", killed after event " << k << ": " << wrong
                << "\n";
    }
    RC_ASSERT(wrong == "");
  }
}

// Programs store inode numbers: those of the recording must be true in every trial.
TEST(Sandbox, KeepsInodeNumbersOfTheRecording) {
  for (const NamedIsolation& way : isolations()) {
    if (!way.isolation.overlay) continue;  // copies only keep them from trial to trial
    const Ground ground;
    fill(ground.path("snapshot"));
    ASSERT_EQ(record(ground, way.isolation, 7, 1), "") << way.name;
    const Trace trace = read_trace(ground.path("trace"));
    EXPECT_EQ(in_cell(way.isolation,
                      [&]() -> std::string {
                        const auto sandbox = make_sandbox(ground.plan(way.isolation), trace);
                        std::size_t compared = 0;
                        for (const Event& event : trace.events) {
                          if (event.kind != EventKind::create) continue;
                          sandbox->roll_to({event.index + 1, std::nullopt});
                          sandbox->begin();
                          struct stat status {};
                          ::lstat((sandbox->workspace() + "/" + event.path).c_str(), &status);
                          sandbox->end();
                          if (status.st_ino != event.inode) {
                            return event.path + " has inode " + std::to_string(status.st_ino) +
                                   ", recorded " + std::to_string(event.inode);
                          }
                          ++compared;
                        }
                        return compared > 0 ? "" : "nothing compared";
                      }),
              "")
        << way.name;
  }
}

// An earlier cell's run may have changed what no size and no time shows.
void change_unseen(const std::string& root) {
  struct stat before {};
  ::lstat((root + "/f1").c_str(), &before);
  std::ofstream(root + "/f1") << std::string(9000, 'y');
  const timespec times[] = {before.st_atim, before.st_mtim};
  ::utimensat(AT_FDCWD, (root + "/f1").c_str(), times, 0);
  ::setxattr((root + "/f0").c_str(), "user.left", "x", 1, 0);
  ::unlink((root + "/twin").c_str());
  ::link((root + "/f1").c_str(), (root + "/twin").c_str());
}

TEST(Sandbox, ShowsNothingOfAnEarlierCell) {
  for (const NamedIsolation& way : isolations()) {
    const Ground ground;
    const std::string snapshot = ground.path("snapshot");
    fill(snapshot);
    copy_file(snapshot + "/f1", snapshot + "/twin");
    const TreePicture expected = picture_of(snapshot, true);
    const Trace empty;
    const auto change = [&]() -> std::string {
      const auto sandbox = make_sandbox(ground.plan(way.isolation), empty);
      sandbox->begin_for_good();
      change_unseen(sandbox->workspace());
      return "";
    };
    const auto look = [&]() -> std::string {
      const auto sandbox = make_sandbox(ground.plan(way.isolation), empty);
      sandbox->begin();
      return difference(expected, picture_of(sandbox->workspace(), true));
    };
    EXPECT_EQ(in_cell(way.isolation, change), "") << way.name;
    EXPECT_EQ(in_cell(way.isolation, look), "") << way.name;
  }
}

// The kernel tells the name by which a file was opened. In an overlay directories list other inode
// numbers than files have, and a live kill must count the same Events there as the recording did.
TEST(Sandbox, FindsTheOtherNameOfAnOpenFile) {
  for (const NamedIsolation& way : isolations()) {
    const Ground ground;
    fill(ground.path("snapshot"));
    const auto write_after_unlink = [&]() -> std::string {
      const Trace empty;
      const auto sandbox = make_sandbox(ground.plan(way.isolation), empty);
      sandbox->begin();
      Supervision supervision = random_run(*sandbox, 1, 1);
      supervision.launch.argv = {"sh", "-c", "ln f1 f2; exec 3>>f2; rm f2; echo x >&3"};
      const Trace trace = supervise(supervision).trace;
      for (const Event& event : trace.events) {
        if (event.kind == EventKind::write) return event.path;
      }
      return "no write seen";
    };
    EXPECT_EQ(in_cell(way.isolation, write_after_unlink), "f1") << way.name;
  }
}

// What a trial does not touch keeps even the times that nobody can set.
TEST(Sandbox, LeavesUntouchedFilesUntouched) {
  for (const NamedIsolation& way : isolations()) {
    const Ground ground;
    fill(ground.path("snapshot"));
    EXPECT_EQ(in_cell(way.isolation,
                      [&]() -> std::string {
                        const Trace empty;
                        const auto sandbox = make_sandbox(ground.plan(way.isolation), empty);
                        const std::string untouched = sandbox->workspace() + "/f1";
                        struct stat before {};
                        struct stat after {};
                        sandbox->begin();
                        ::lstat(untouched.c_str(), &before);
                        std::ofstream(sandbox->workspace() + "/new") << "x";
                        sandbox->end();
                        sandbox->begin();
                        ::lstat(untouched.c_str(), &after);
                        const bool same = before.st_ino == after.st_ino &&
                                          before.st_ctim.tv_sec == after.st_ctim.tv_sec &&
                                          before.st_ctim.tv_nsec == after.st_ctim.tv_nsec;
                        return same ? "" : "f1 was touched";
                      }),
              "")
        << way.name;
  }
}

}  // namespace
}  // namespace crashproof::testing
