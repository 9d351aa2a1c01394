// The status of a long audit as lines: never wider or higher than the terminal, the worst per cell.
#include "harness/cli/status_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

namespace crashproof::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

RunMap map_of(std::uint64_t events, const std::vector<std::pair<std::uint64_t, Outcome>>& trials) {
  RunMap map;
  for (const auto& [after, outcome] : trials) map.add({after, events, outcome, {}});
  return map;
}

TEST(RunMap, ShowsWhereAndTheWorst) {
  const RunMap map = map_of(9, {{0, Outcome::holds},
                                {3, Outcome::violated},
                                {3, Outcome::holds},
                                {5, Outcome::inconclusive},
                                {9, Outcome::holds}});
  EXPECT_EQ(map.drawn(10), ".  ! ?   .");
  EXPECT_EQ(map.drawn(5), ".!? .");
  EXPECT_EQ(map.drawn(1), "!");
  EXPECT_EQ(map.drawn(0), "");
}

TEST(RunMap, LosesNoTrialOfALongRun) {
  RunMap map;
  map.add({777'777, 1'000'000, Outcome::violated, {}});
  EXPECT_EQ(map.drawn(10), "       !  ");
}

TEST(RunMap, FillsTheLineWhenAllOfAShortRunWasTried) {
  const RunMap map = map_of(2, {{0, Outcome::holds}, {1, Outcome::violated}, {2, Outcome::holds}});
  EXPECT_EQ(map.drawn(9), "...!!!...");
}

Status busy_status() {
  Status status;
  status.stage = "crashproof: trials 4/9, 2.0/s, 3 s left, 1 violation";
  status.map = map_of(9, {{0, Outcome::holds}, {9, Outcome::violated}});
  status.failed_checks = {{"no-loss", 3}, {"not-torn", 1}};
  return status;
}

TEST(StatusLines, SayStageMapAndWhatFails) {
  EXPECT_THAT(status_lines(busy_status(), 80, 24, false),
              ElementsAre("crashproof: trials 4/9, 2.0/s, 3 s left, 1 violation",
                          "  run    [...." + std::string(27, ' ') +
                              "!!!!]  . passes  ! fails  ? no verdict",
                          "  fails  no-loss 3, not-torn 1"));
}

TEST(StatusLines, NameTheCausesOnceTheyAreKnown) {
  Status status = busy_status();
  status.causes = {"CP001 order inversion", "evil \x1b[2J"};
  EXPECT_EQ(status_lines(status, 80, 24, false).back(),
            "  causes CP001 order inversion, evil \\x1b[2J");
}

TEST(StatusLines, AreOneBeforeAnythingWasTried) {
  Status status;
  status.stage = "crashproof: recording";
  EXPECT_THAT(status_lines(status, 80, 24, true), ElementsAre("crashproof: recording"));
}

TEST(StatusLines, HaveColoursOnlyIfWelcome) {
  EXPECT_THAT(status_lines(busy_status(), 80, 24, true)[1], HasSubstr("\x1b[31m!!!!\x1b[0m]"));
  for (const std::string& line : status_lines(busy_status(), 80, 24, false))
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
}

RC_GTEST_PROP(StatusLines, FitTheTerminal, ()) {
  const auto columns = *rc::gen::inRange<std::size_t>(1, 200);
  const auto rows = *rc::gen::inRange<std::size_t>(1, 6);
  Status status = busy_status();
  status.causes = *rc::gen::container<std::vector<std::string>>(rc::gen::arbitrary<std::string>());
  const auto lines = status_lines(status, columns, rows, false);
  RC_ASSERT(lines.size() <= rows);
  for (const std::string& line : lines) RC_ASSERT(line.size() < columns);
}

}  // namespace
}  // namespace crashproof::cli
