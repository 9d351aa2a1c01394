// Where a trace is cut: every gap, and the borders that matter inside writes.
#include "harness/plan/crash_points.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "tests/model/arbitrary.h"
#include "tests/plan/events.h"

namespace crashproof {
namespace {

std::vector<std::uint64_t> cuts_of(const Event& write, Cuts cuts, std::size_t at_most = 8) {
  std::vector<std::uint64_t> found;
  for (const CrashPoint& point : crash_points(trace_of({write}), cuts, at_most)) {
    if (point.cut_bytes) found.push_back(*point.cut_bytes);
  }
  return found;
}
using Bytes = std::vector<std::uint64_t>;

TEST(CrashPoints, AreTheGapsOfATraceWithoutWrites) {
  const Trace trace = trace_of({event(EventKind::create, "a"), event(EventKind::fsync, "a")});
  EXPECT_EQ(crash_points(trace, Cuts::all), (std::vector<CrashPoint>{{0, {}}, {1, {}}, {2, {}}}));
  EXPECT_EQ(crash_points(Trace(), Cuts::all), std::vector<CrashPoint>{CrashPoint{}});
}

TEST(CrashPoints, AreNotBehindOpens) {
  const Trace trace = trace_of(
      {event(EventKind::create, "a"), event(EventKind::open, "in"), event(EventKind::fsync, "a")});
  EXPECT_EQ(crash_points(trace, Cuts::all), (std::vector<CrashPoint>{{0, {}}, {1, {}}, {3, {}}}));
}

TEST(CrashPoints, PageBordersAreThoseOfTheFile) {
  EXPECT_EQ(cuts_of(write_event("a", 4000, 5000), Cuts::pages), (Bytes{96, 4192}));
  EXPECT_EQ(cuts_of(write_event("a", 4096, 4096), Cuts::pages), Bytes{});
  EXPECT_EQ(cuts_of(write_event("a", 0, 4097), Cuts::pages), Bytes{4096});
  EXPECT_EQ(cuts_of(write_event("a", 4000, 5000), Cuts::none), Bytes{});
}

TEST(CrashPoints, AllCutsAreFirstMiddleLastThenPagesThenSectors) {
  EXPECT_EQ(cuts_of(write_event("a", 0, 1), Cuts::all), Bytes{});
  EXPECT_EQ(cuts_of(write_event("a", 0, 2), Cuts::all), Bytes{1});
  EXPECT_EQ(cuts_of(write_event("a", 0, 10), Cuts::all), (Bytes{1, 5, 9}));
  EXPECT_EQ(cuts_of(write_event("a", 500, 600), Cuts::all), (Bytes{1, 12, 300, 524, 599}));
  EXPECT_EQ(cuts_of(write_event("a", 0, 10000), Cuts::all),
            (Bytes{1, 512, 4096, 5000, 5120, 8192, 9728, 9999}));
}

TEST(CrashPoints, FewCutsKeepTheEnds) {
  EXPECT_EQ(cuts_of(write_event("a", 0, 100), Cuts::all, 2), (Bytes{1, 99}));
  EXPECT_EQ(cuts_of(write_event("a", 0, 100), Cuts::all, 0), Bytes{});
  EXPECT_EQ(cuts_of(write_event("a", 0, 1 << 20), Cuts::pages, 3),
            (Bytes{4096, 127 * 4096 + 4096, 255 * 4096}));
}

TEST(CrashPoints, OnlyWritesAreCut) {
  Event store = write_event("a", 0, 10000);
  store.kind = EventKind::mapped_store;
  EXPECT_EQ(cuts_of(store, Cuts::all), Bytes{});
}

RC_GTEST_PROP(CrashPoints, AreOrderedBoundedAndInsideTheirWrites, (const Trace& trace)) {
  const auto at_most = *rc::gen::inRange<std::size_t>(0, 12);
  const auto cuts = *rc::gen::element(Cuts::none, Cuts::pages, Cuts::all);
  const std::vector<CrashPoint> points = crash_points(trace, cuts, at_most);
  RC_ASSERT(std::ranges::is_sorted(points));
  RC_ASSERT(std::ranges::adjacent_find(points) == points.end());
  std::vector<std::size_t> cuts_of_event(trace.events.size());
  std::vector<std::uint64_t> gaps;
  for (const CrashPoint& point : points) {
    if (!point.cut_bytes) {
      gaps.push_back(point.after);
      continue;
    }
    const Event& write = trace.events.at(point.after);
    RC_ASSERT(write.kind == EventKind::write);
    RC_ASSERT(*point.cut_bytes > 0 && *point.cut_bytes < write.length);
    RC_ASSERT(++cuts_of_event[point.after] <= at_most);
    if (cuts == Cuts::pages) RC_ASSERT((write.offset + *point.cut_bytes) % 4096 == 0);
  }
  std::vector<std::uint64_t> expected;
  for (std::uint64_t gap = 0; gap <= trace.events.size(); ++gap) {
    const bool behind_open = gap > 0 && trace.events[gap - 1].kind == EventKind::open;
    if (!behind_open || gap == trace.events.size()) expected.push_back(gap);
  }
  RC_ASSERT(gaps == expected);
}

}  // namespace
}  // namespace crashproof
