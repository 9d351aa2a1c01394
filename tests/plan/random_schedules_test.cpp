// Random schedules: reproducible, within their limits, and shrunk to the simplest that fails.
#include "harness/plan/random_schedules.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/plan/crash_points.h"
#include "harness/plan/resolve.h"
#include "tests/model/arbitrary.h"
#include "tests/plan/events.h"

namespace crashproof {
namespace {

const Trace& job() {
  static const Trace trace = [] {
    Trace made;
    for (int i = 0; i < 100; ++i) {
      made.events.push_back(write_event("out.csv", 10u * static_cast<unsigned>(i), 10));
    }
    return made;
  }();
  return trace;
}

RandomSchedules schedules(std::uint64_t seed, RandomLimits limits = {}) {
  return {job(), crash_points(job(), Cuts::none), {}, seed, limits};
}

std::uint64_t first_kill(const CrashSchedule& schedule) {
  return resolve(schedule.steps.front().position, job()).point.after;
}

TEST(RandomSchedules, NeedAPoint) {
  EXPECT_THROW(RandomSchedules(job(), {}, {}, 1), std::invalid_argument);
}

TEST(RandomSchedules, AreDecidedBySeedAndNumber) {
  const RandomSchedules one = schedules(1);
  const RandomSchedules again = schedules(1);
  const RandomSchedules other = schedules(2);
  std::set<std::string> drawn;
  int different = 0;
  for (std::uint64_t n = 0; n < 200; ++n) {
    EXPECT_EQ(one.draw(n), again.draw(n));
    different += one.draw(n) == other.draw(n) ? 0 : 1;
    drawn.insert(to_string(one.draw(n)));
  }
  EXPECT_EQ(one.draw(3), one.draw(3));
  EXPECT_GT(different, 180);
  EXPECT_GT(drawn.size(), 180u);
}

TEST(RandomSchedules, ReachEveryPointAndEveryLength) {
  const RandomSchedules random = schedules(5, {3, 64});
  std::map<std::size_t, int> lengths;
  std::set<std::uint64_t> points;
  std::map<bool, int> small;
  for (std::uint64_t n = 0; n < 2000; ++n) {
    const CrashSchedule schedule = random.draw(n);
    ++lengths[schedule.steps.size()];
    points.insert(first_kill(schedule));
    for (std::size_t i = 1; i < schedule.steps.size(); ++i) {
      const ScheduleStep& step = schedule.steps[i];
      EXPECT_EQ(step.run, i);
      EXPECT_EQ(step.position.edge, Position::Edge::event);
      EXPECT_GE(step.position.occurrence, 1u);
      EXPECT_LE(step.position.occurrence, 64u);
      ++small[step.position.occurrence <= 8];
    }
  }
  EXPECT_EQ(points.size(), 101u);
  ASSERT_EQ(lengths.size(), 4u);
  for (std::size_t steps = 1; steps <= 4; ++steps) EXPECT_GT(lengths[steps], 300) << steps;
  // Evenly drawn, the eight smallest of 64 would be an eighth.
  EXPECT_GT(3 * small[true], small[false] + small[true]);
}

TEST(RandomSchedules, OfATraceWithoutEventsStillDraw) {
  const Trace empty;
  const RandomSchedules random(empty, crash_points(empty, Cuts::all), {}, 1);
  EXPECT_EQ(random.draw(0).steps.front().position, Position{});
}

TEST(RandomSchedules, ShrinkToTheFewestStepsAndTheEarliestPositions) {
  const RandomSchedules random = schedules(9);
  const auto fails = [](const CrashSchedule& schedule) {
    return first_kill(schedule) >= 30 && schedule.steps.size() >= 2 &&
           std::ranges::any_of(schedule.steps, [](const ScheduleStep& step) {
             return step.run > 0 && step.position.occurrence >= 5;
           });
  };
  int shrunk = 0;
  for (std::uint64_t n = 0; n < 50; ++n) {
    if (!fails(random.draw(n))) continue;
    EXPECT_EQ(to_string(random.shrink(n, fails, 10000)),
              "kill@after:write(out.csv)#30; kill@resume1:event(5)");
    ++shrunk;
  }
  EXPECT_GT(shrunk, 10);
}

TEST(RandomSchedules, ShrinkAwayAKillBeforeAnythingHappens) {
  const RandomSchedules random = schedules(9);
  // Two kills after five Events each, of any two runs that follow each other.
  const auto fails = [](const CrashSchedule& schedule) {
    const auto& steps = schedule.steps;
    const auto late = [](const ScheduleStep& step) {
      return step.position.edge == Position::Edge::event && step.position.occurrence >= 5;
    };
    return std::adjacent_find(steps.begin(), steps.end(), [&](const auto& one, const auto& next) {
             return late(one) && late(next);
           }) != steps.end();
  };
  int shrunk = 0;
  for (std::uint64_t n = 0; n < 50; ++n) {
    if (!fails(random.draw(n))) continue;
    EXPECT_EQ(to_string(random.shrink(n, fails, 10000)), "kill@event(5); kill@resume1:event(5)");
    ++shrunk;
  }
  EXPECT_GT(shrunk, 5);
}

RC_GTEST_PROP(RandomSchedules, ShrinkingEndsAndStillFails,
              (std::uint64_t seed, std::uint64_t number, std::uint64_t salt)) {
  const auto attempts = *rc::gen::inRange(0u, 60u);
  const RandomSchedules random = schedules(seed);
  const CrashSchedule drawn = random.draw(number);
  unsigned asked = 0;
  std::set<std::string> seen;
  // Fails as it likes, so the search goes astray as far as it can.
  const auto fails = [&](const CrashSchedule& schedule) {
    return schedule == drawn || (std::hash<std::string>()(to_string(schedule)) ^ salt) % 3 != 0;
  };
  const CrashSchedule simplest = random.shrink(
      number,
      [&](const CrashSchedule& schedule) {
        ++asked;
        RC_ASSERT(seen.insert(to_string(schedule)).second);
        return fails(schedule);
      },
      attempts);
  RC_ASSERT(asked <= attempts);
  RC_ASSERT(fails(simplest));
  RC_ASSERT(simplest.steps.size() <= drawn.steps.size());
  // Where the first kill is left out, the second one takes its place.
  RC_ASSERT(simplest.steps.size() < drawn.steps.size() ||
            first_kill(simplest) <= first_kill(drawn));
}

}  // namespace
}  // namespace crashproof
