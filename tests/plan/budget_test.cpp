// Samples: spread over the whole trace, drawn to telling Events, the same for the same seed.
#include "harness/plan/budget.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "harness/plan/crash_points.h"
#include "tests/model/arbitrary.h"
#include "tests/plan/events.h"

namespace crashproof {
namespace {

std::vector<CrashStateClass> states_of(const Trace& trace) {
  return distinct_states(trace, crash_points(trace, Cuts::all));
}

// Many writes, and one rename after each hundred of them.
Trace long_trace() {
  Trace trace;
  for (int i = 0; i < 1000; ++i) {
    trace.events.push_back(i % 100 == 99 ? event(EventKind::rename, "a", "b")
                                         : write_event("a", 0, 1));
  }
  return trace;
}

RC_GTEST_PROP(Budget, KeepsOrderEndsAndSize, (const Trace& trace, std::uint64_t seed)) {
  const std::vector<CrashStateClass> classes = states_of(trace);
  const auto at_most = *rc::gen::inRange<std::uint64_t>(0, classes.size() + 3);
  const std::vector<CrashStateClass> sample = sampled(trace, classes, at_most, seed);
  RC_ASSERT(sample.size() == std::min<std::uint64_t>(at_most, classes.size()));
  std::size_t at = 0;
  for (const CrashStateClass& state : sample) {
    while (at < classes.size() && !(classes[at] == state)) ++at;
    RC_ASSERT(at++ < classes.size());
  }
  if (at_most > 0) RC_ASSERT(sample.front() == classes.front());
  if (at_most > 1) RC_ASSERT(sample.back() == classes.back());
  RC_ASSERT(sampled(trace, classes, at_most, seed) == sample);
}

TEST(Budget, LeavesNoPartOfTheTraceOut) {
  const Trace trace = long_trace();
  const std::vector<CrashStateClass> sample = sampled(trace, states_of(trace), 52, 7);
  for (std::size_t i = 1; i < sample.size(); ++i) {
    EXPECT_LE(sample[i].representative.after - sample[i - 1].representative.after, 40u);
  }
}

TEST(Budget, PrefersThePointsBesideARename) {
  const Trace trace = long_trace();
  std::size_t beside = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    for (const CrashStateClass& state : sampled(trace, states_of(trace), 102, seed)) {
      const std::uint64_t place = state.representative.after % 100;
      beside += place == 0 || place == 99 ? 1 : 0;
    }
  }
  // Blindly drawn, the 20 points of 1001 beside a rename would be 2 of 102, thus 400 times here;
  // at eight times the odds of their neighbours they are over 1600.
  EXPECT_GT(beside, 1600u);
}

TEST(Budget, ReachesEveryPointWithSomeSeed) {
  const Trace trace = long_trace();
  const std::vector<CrashStateClass> classes = states_of(trace);
  std::set<CrashPoint> seen;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    for (const CrashStateClass& state : sampled(trace, classes, 100, seed)) {
      seen.insert(state.representative);
    }
  }
  EXPECT_EQ(seen.size(), classes.size());
}

}  // namespace
}  // namespace crashproof
