// Death at every failpoint, and failing steps: a rerun ends where an uninterrupted run ends.
#include <gtest/gtest.h>
// After GoogleTest, which it extends.
#include <fmt/format.h>
#include <rapidcheck/gtest.h>
#include <signal.h>

#include <set>

#include "tests/reference_pipeline/subject.h"

namespace reference_pipeline_test {
namespace {

const Arguments kSmallBatches = {"--checkpoint-every", "2"};

// The points that a crash-free run passes, and how often.
const std::map<std::string, int>& passed_points() {
  static const std::map<std::string, int> passed = [] {
    const Workspace workspace;
    workspace.run(kSmallBatches);
    std::map<std::string, int> hits = workspace.hits();
    std::erase_if(hits, [](const auto& entry) { return entry.second == 0; });
    return hits;
  }();
  return passed;
}

std::set<int> hits_to_try(int count) {
  return {1, (count + 1) / 2, count};
}

TEST(Death, NearlyEveryPointIsPassed) {
  // All but interrupt/flush and rewind/before-checkpoint, which other tests pass.
  EXPECT_EQ(passed_points().size(), 28U);
}

TEST(Death, KilledAtAnyPointARerunCompletes) {
  for (const auto& [point, count] : passed_points()) {
    for (const int hit : hits_to_try(count)) {
      SCOPED_TRACE(fmt::format("{}@{}", point, hit));
      const Workspace workspace;
      ASSERT_EQ(workspace.run(kSmallBatches, fmt::format("{}@{}:kill", point, hit)).signal,
                SIGKILL);
      const Outcome rerun = workspace.run(kSmallBatches);
      ASSERT_EQ(rerun.exit_code, 0) << rerun.output;
      EXPECT_EQ(workspace.state(), crash_free_state());
    }
  }
}

TEST(Death, KilledAmongFourWorkersARerunCompletes) {
  const Arguments arguments = {"--checkpoint-every", "1", "--workers", "4"};
  for (const auto& [point, count] : passed_points()) {
    SCOPED_TRACE(point);
    const Workspace workspace;
    ASSERT_EQ(workspace.run(arguments, point + "@1:kill").signal, SIGKILL);
    ASSERT_EQ(workspace.run(arguments).exit_code, 0);
    EXPECT_EQ(workspace.state(), crash_free_state());
  }
}

TEST(Death, AStepThatFailsIsReportedAndDoneByTheRerun) {
  for (const char* error : {"ENOSPC", "EIO"}) {
    for (const auto& [point, count] : passed_points()) {
      for (const int hit : hits_to_try(count)) {
        SCOPED_TRACE(fmt::format("{}@{} {}", point, hit, error));
        const Workspace workspace;
        const Outcome outcome =
            workspace.run(kSmallBatches, fmt::format("{}@{}:errno={}", point, hit, error));
        EXPECT_EQ(outcome.exit_code, 1) << outcome.output;
        EXPECT_NE(outcome.output.find("reference_pipeline: "), std::string::npos);
        // What failed is not half there.
        for (const auto& [name, content] : workspace.state()) {
          EXPECT_EQ(name.find(".tmp-"), std::string::npos) << name;
        }
        ASSERT_EQ(workspace.run(kSmallBatches).exit_code, 0);
        EXPECT_EQ(workspace.state(), crash_free_state());
      }
    }
  }
}

TEST(Death, AFailedItemIsNotMarkedDoneAndTheOthersAre) {
  const Workspace workspace;
  ASSERT_EQ(workspace.run({}, "artifact/mid-write@3:errno=ENOSPC").exit_code, 1);
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM items WHERE done = 1"), 7);
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM loaded"), 7);
}

TEST(Death, RedoIsBoundedByTheBatch) {
  // Killed with seven artifacts published, six of them marked: one mark is made again, and the
  // seven artifacts are not. The two that were in hand are committed one by one.
  const Workspace workspace;
  workspace.run(kSmallBatches, "artifact/after-temp@8:kill");
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM items WHERE done = 1"), 6);
  std::filesystem::remove(workspace.points_file());
  ASSERT_EQ(workspace.run(kSmallBatches).exit_code, 0);
  EXPECT_EQ(workspace.hits()["artifact/after-temp"], 1);
  EXPECT_EQ(workspace.hits()["mark/after-commit"], 2);
}

TEST(Death, TempsOfDeadRunsAreRemoved) {
  const Workspace workspace;
  workspace.run({}, "artifact/before-rename@1:kill");
  workspace.run({}, "checkpoint/before-rename@1:kill");
  ASSERT_EQ(workspace.run().exit_code, 0);
  EXPECT_EQ(workspace.state(), crash_free_state());
}

// One run that dies, or fails, somewhere.
struct Death {
  std::string failpoint;
  int worker_count;
};

void showValue(const Death& death, std::ostream& stream) {
  stream << death.failpoint << " with " << death.worker_count << " workers";
}

rc::Gen<Death> any_death() {
  std::vector<std::string> points;
  for (const auto& [point, count] : passed_points()) points.push_back(point);
  return rc::gen::map(rc::gen::tuple(rc::gen::elementOf(points), rc::gen::inRange(1, 9),
                                     rc::gen::element<std::string>("kill", "kill", "errno=ENOSPC",
                                                                   "signal=SIGTERM"),
                                     rc::gen::inRange(1, 5)),
                      [](const std::tuple<std::string, int, std::string, int>& drawn) {
                        const auto& [point, hit, action, worker_count] = drawn;
                        return Death{fmt::format("{}@{}:{}", point, hit, action), worker_count};
                      });
}

RC_GTEST_PROP(Death, AnySeriesOfDeathsEndsWhereACrashFreeRunEnds, ()) {
  const auto deaths = *rc::gen::resize(rc::kNominalSize, rc::gen::container<std::vector<Death>>(
                                                             *rc::gen::inRange(1, 5), any_death()));
  const Workspace workspace;
  for (const Death& death : deaths) {
    workspace.run({"--checkpoint-every", "2", "--workers", std::to_string(death.worker_count)},
                  death.failpoint);
  }
  Outcome last = workspace.run();
  // Whoever died with the same item in hand three times is right to set it aside for one run.
  if (last.exit_code == 5) last = workspace.run();
  RC_ASSERT(last.exit_code == 0);
  RC_ASSERT(workspace.state() == crash_free_state());
}

}  // namespace
}  // namespace reference_pipeline_test
