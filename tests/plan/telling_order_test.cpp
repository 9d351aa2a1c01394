// Orders that may be broken off anywhere: everything once, evenly spread, the telling first.
#include "harness/plan/telling_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "harness/plan/crash_points.h"
#include "tests/model/arbitrary.h"
#include "tests/plan/events.h"

namespace crashproof {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

bool is_permutation_of_numbers(std::vector<std::size_t> order, std::size_t count) {
  std::ranges::sort(order);
  for (std::size_t i = 0; i < order.size(); ++i)
    if (order[i] != i) return false;
  return order.size() == count;
}

TEST(BisectingOrder, TakesTheEndsAndThenMiddles) {
  EXPECT_THAT(bisecting_order(0), IsEmpty());
  EXPECT_THAT(bisecting_order(1), ElementsAre(0));
  EXPECT_THAT(bisecting_order(5), ElementsAre(0, 4, 2, 1, 3));
}

RC_GTEST_PROP(BisectingOrder, HasEveryNumberOnce, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(0, 500);
  RC_ASSERT(is_permutation_of_numbers(bisecting_order(count), count));
}

// What is not tried yet is nowhere longer than twice the length of an even spread.
RC_GTEST_PROP(BisectingOrder, AnyBeginningIsSpreadEvenly, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(2, 500);
  const auto taken = *rc::gen::inRange<std::size_t>(2, count + 1);
  std::vector<std::size_t> begun = bisecting_order(count);
  begun.resize(taken);
  std::ranges::sort(begun);
  const std::size_t even = (count - 1 + taken - 2) / (taken - 1);
  for (std::size_t i = 1; i < begun.size(); ++i) RC_ASSERT(begun[i] - begun[i - 1] <= 2 * even);
}

RC_GTEST_PROP(TellingOrder, HasEveryStateOnce, (const Trace& trace)) {
  const auto states = distinct_states(trace, crash_points(trace, Cuts::all));
  RC_ASSERT(is_permutation_of_numbers(telling_order(trace, states), states.size()));
}

TEST(TellingOrder, TakesTheEndsThenNamesThenGapsThenCuts) {
  const Trace trace = trace_of({write_event("a", 0, 8), write_event("a", 8, 8),
                                write_event("a", 16, 8), event(EventKind::rename, "a", "b"),
                                write_event("c", 0, 8), write_event("c", 8, 8)});
  const auto states = distinct_states(trace, crash_points(trace, Cuts::all));
  const std::vector<std::size_t> order = telling_order(trace, states);
  const auto point = [&](std::size_t rank) { return states[order[rank]].representative; };
  EXPECT_EQ(point(0), (CrashPoint{0, {}}));
  EXPECT_EQ(point(1), (CrashPoint{6, {}}));
  EXPECT_EQ(point(2), (CrashPoint{3, {}}));
  EXPECT_EQ(point(3), (CrashPoint{4, {}}));
  for (std::size_t rank = 4; rank < 7; ++rank) EXPECT_FALSE(point(rank).cut_bytes) << rank;
  for (std::size_t rank = 7; rank < order.size(); ++rank) EXPECT_TRUE(point(rank).cut_bytes);
}

}  // namespace
}  // namespace crashproof
