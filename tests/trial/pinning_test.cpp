// Unrecorded runs with a pinned clock or pinned random bytes end as free ones do.
#include "harness/trial/pinning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "harness/trial/cell.h"
#include "harness/trial/resume.h"
#include "tests/trial/in_cell.h"

namespace crashproof::testing {
namespace {

Subject pinned_subject() {
  Subject subject;
  subject.pin_clock = true;
  subject.pin_random = true;
  return subject;
}

Launch shell(const std::string& script, bool pinned) {
  Launch launch;
  launch.argv = {"/bin/sh", "-c", script};
  launch.environment = {"PATH=/usr/bin:/bin"};
  launch.directory = "/";
  if (pinned) pin(launch, pinned_subject());
  return launch;
}

std::string shown(const RunOutcome& outcome) {
  return std::to_string(static_cast<int>(outcome.exit.how)) + " " +
         std::to_string(outcome.exit.code) + " " + std::to_string(outcome.leftover_processes) +
         " " + outcome.output_tail;
}

TEST(Pinning, HoldsForTheSubjectsThatAskForIt) {
  EXPECT_FALSE(pins_of(Subject()).any());
  const Pins pins = pins_of(pinned_subject());
  EXPECT_EQ(pins.clock, WallClock::fixed_at(1'704'110'400'000'000'000));
  EXPECT_TRUE(pins.random_seed.has_value());
}

TEST(Pinning, RunsEndAsFreeOnesDo) {
  const std::vector<std::string> scripts = {
      "echo out; echo err >&2",    "exit 3",      "kill -SEGV $$", "sleep 60",
      "setsid sleep 604 & exit 4", "sleep 0.2 &", "exec false",    "cat /dev/null | wc -c",
  };
  for (const NamedIsolation& way : isolations()) {
    for (const std::string& script : scripts) {
      SCOPED_TRACE(way.name + (" " + script));
      const std::string difference = in_cell(way.isolation, [&]() -> std::string {
        const ResumeLimits limits{0.5, 0.3};
        const std::string free = shown(run_to_end(shell(script, false), limits));
        const std::string pinned = shown(run_to_end(shell(script, true), limits));
        return free == pinned ? "" : free + " | " + pinned;
      });
      EXPECT_EQ(difference, "");
    }
  }
}

TEST(Pinning, IsTheSameInEachRun) {
  for (const NamedIsolation& way : isolations()) {
    SCOPED_TRACE(way.name);
    const std::string wrong = in_cell(way.isolation, []() -> std::string {
      const std::string script = "date +%s.%N; head -c 9 /dev/urandom | od -An -tx1; mktemp -u";
      const std::string first = run_to_end(shell(script, true), {}).output_tail;
      const std::string second = run_to_end(shell(script, true), {}).output_tail;
      if (first != second) return first + " | " + second;
      return first.starts_with("1704110400.000000000\n") ? "" : first;
    });
    EXPECT_EQ(wrong, "");
  }
}

TEST(Pinning, SaysWhatCannotBeStarted) {
  for (const NamedIsolation& way : isolations()) {
    const std::string wrong = in_cell(way.isolation, []() -> std::string {
      Launch launch = shell("true", true);
      launch.argv = {"no-such-program"};
      try {
        run_to_end(launch, {});
      } catch (const std::system_error& error) {
        return error.code().value() == ENOENT ? "" : error.what();
      }
      return "nothing was said";
    });
    EXPECT_EQ(wrong, "") << way.name;
  }
}

// The cell kills what runs in it when it is told to end.
TEST(Pinning, EndsWithItsCell) {
  for (const NamedIsolation& way : isolations()) {
    std::string message;
    const auto begun = std::chrono::steady_clock::now();
    {
      Cell cell(way.isolation, [](int, int to_parent_fd) {
        send_message(to_parent_fd, "begins");
        run_to_end(shell("trap '' TERM; sleep 606", true), {});
        return 0;
      });
      ASSERT_TRUE(cell.receive(message)) << way.name;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5)) << way.name;
  }
}

}  // namespace
}  // namespace crashproof::testing
