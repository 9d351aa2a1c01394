// A cell's processes and files do not outlive it, whoever dies first.
#include "harness/trial/cell.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <thread>

#include "harness/record/launch.h"
#include "harness/trial/resume.h"
#include "tests/trial/in_cell.h"

namespace crashproof::testing {
namespace {

namespace fs = std::filesystem;

// Processes whose command line holds this word; /proc shows those of inner pid namespaces too.
int processes_with(const std::string& word) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "cmdline", std::ios::binary);
    std::string line((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (line.starts_with("sleep") && line.find(word) != std::string::npos) ++count;
  }
  return count;
}

bool becomes(int wanted, const std::string& word) {
  for (int i = 0; i < 500; ++i) {
    if (processes_with(word) == wanted) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

// A leader with a daemon that has left its session and process group.
Launch sleepers(const std::string& seconds) {
  Launch launch;
  launch.argv = {"/bin/sh", "-c", "setsid sleep " + seconds + " & sleep " + seconds};
  launch.environment = {"PATH=/usr/bin:/bin"};
  launch.directory = "/";
  return launch;
}

TEST(Cell, ThatHasEndedTakesNoMessagesAndDoesNotTakeUsAlong) {
  Cell cell(Isolation{}, [](int, int) { return 0; });
  EXPECT_EQ(cell.wait_for_exit(), 0);
  EXPECT_THROW(cell.send("an order"), std::system_error);
  // Nor later, when signals come through again.
  EXPECT_THROW(cell.send("another"), std::system_error);
}

TEST(Cell, PassesMessagesAndExitStatus) {
  for (const NamedIsolation& way : isolations()) {
    Cell cell(way.isolation, [](int from_parent_fd, int to_parent_fd) {
      std::string message;
      receive_message(from_parent_fd, message);
      send_message(to_parent_fd, message + " back");
      return 7;
    });
    cell.send(std::string(100'000, 'x'));
    std::string answer;
    ASSERT_TRUE(cell.receive(answer)) << way.name;
    EXPECT_EQ(answer.size(), 100'005U);
    EXPECT_EQ(cell.wait_for_exit(), 7) << way.name;
  }
}

TEST(Cell, SaysSoIfTheChildDies) {
  for (const NamedIsolation& way : isolations()) {
    Cell cell(way.isolation, [](int, int) -> int { ::_exit(3); });
    std::string answer;
    EXPECT_FALSE(cell.receive(answer)) << way.name;
    EXPECT_EQ(cell.wait_for_exit(), 3);
  }
}

TEST(Cell, EndsEveryProcessWhenItIsDestroyed) {
  int number = 0;
  for (const NamedIsolation& way : isolations()) {
    const std::string seconds = "600." + std::to_string(::getpid()) + std::to_string(++number);
    {
      const Cell cell(way.isolation, [&](int, int) {
        run_to_end(sleepers(seconds), {});
        return 0;
      });
      ASSERT_TRUE(becomes(2, seconds)) << way.name;
    }
    EXPECT_TRUE(becomes(0, seconds)) << way.name;
  }
}

TEST(Cell, EndsEveryProcessWhenTheCampaignIsKilled) {
  int number = 0;
  for (const NamedIsolation& way : isolations()) {
    const std::string seconds = "601." + std::to_string(::getpid()) + std::to_string(++number);
    const Ground ground;
    const pid_t campaign = ::fork();
    if (campaign == 0) {
      const Cell cell(way.isolation, [&](int, int) {
        const Trace empty;
        const auto sandbox = make_sandbox(ground.plan(way.isolation), empty);
        sandbox->begin();
        run_to_end(sleepers(seconds), {});
        return 0;
      });
      ::pause();
      ::_exit(0);
    }
    ASSERT_TRUE(becomes(2, seconds)) << way.name;
    ::kill(campaign, SIGKILL);
    ::waitpid(campaign, nullptr, 0);
    EXPECT_TRUE(becomes(0, seconds)) << way.name;
    for (int i = 0;
         i < 300 && fs::exists(ground.path("scratch")) && !fs::is_empty(ground.path("scratch"));
         ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_TRUE(!fs::exists(ground.path("scratch")) || fs::is_empty(ground.path("scratch")))
        << way.name;
  }
}

TEST(Cell, ResumeEndsAtItsLimitWithAllItsProcesses) {
  int number = 0;
  for (const NamedIsolation& way : isolations()) {
    const std::string seconds = "602." + std::to_string(::getpid()) + std::to_string(++number);
    EXPECT_EQ(in_cell(way.isolation,
                      [&]() -> std::string {
                        const RunOutcome outcome = run_to_end(sleepers(seconds), {0.2, 1});
                        return outcome.exit.how == RunExit::How::timed_out ? "" : "not timed out";
                      }),
              "");
    EXPECT_TRUE(becomes(0, seconds)) << way.name;
  }
}

TEST(Cell, CountsProcessesThatOutliveTheirLeader) {
  for (const NamedIsolation& way : isolations()) {
    EXPECT_EQ(in_cell(way.isolation,
                      [&]() -> std::string {
                        Launch launch = sleepers("603");
                        launch.argv.back() = "setsid sleep 603 & exit 4";
                        const RunOutcome outcome = run_to_end(launch, {0, 0.05});
                        if (outcome.exit.code != 4) return "exit code lost";
                        return outcome.leftover_processes == 1 ? "" : "leftover not counted";
                      }),
              "")
        << way.name;
  }
}

}  // namespace
}  // namespace crashproof::testing
