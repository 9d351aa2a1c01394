// Which states are tried once: never two that a resume could tell apart.
#include "harness/plan/equivalence.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "harness/plan/crash_points.h"
#include "tests/model/arbitrary.h"
#include "tests/plan/events.h"

namespace crashproof {
namespace {

std::size_t states_of(const Trace& trace, Cuts cuts = Cuts::none) {
  return distinct_states(trace, crash_points(trace, cuts)).size();
}

TEST(Equivalence, EventsThatChangeNoFileDoNotCount) {
  const Trace trace = trace_of({event(EventKind::create, "a"), event(EventKind::fsync, "a"),
                                event(EventKind::output, "stdout"), event(EventKind::unlink, "a")});
  const std::vector<CrashStateClass> classes =
      distinct_states(trace, crash_points(trace, Cuts::none));
  EXPECT_EQ(classes, (std::vector<CrashStateClass>{
                         {{0, {}}, {}}, {{1, {}}, {{2, {}}, {3, {}}}}, {{4, {}}, {}}}));
}

TEST(Equivalence, TimesCountToo) {
  Event truncate = event(EventKind::truncate, "a");
  EXPECT_EQ(states_of(trace_of({truncate, truncate})), 3u);
}

TEST(Equivalence, WritesOfNoBytesAndRenamesToItselfDoNotCount) {
  EXPECT_EQ(states_of(trace_of({write_event("a", 7, 0)})), 1u);
  EXPECT_EQ(states_of(trace_of({write_event("a", 7, 1)})), 2u);
  EXPECT_EQ(states_of(trace_of({event(EventKind::rename, "a", "a")})), 1u);
  EXPECT_EQ(states_of(trace_of({event(EventKind::rename, "a", "b")})), 2u);
}

TEST(Equivalence, CutsAreStatesOfTheirOwn) {
  EXPECT_EQ(states_of(trace_of({write_event("a", 0, 10), write_event("a", 10, 10)}), Cuts::all),
            9u);
}

TEST(Equivalence, UnnamedFilesCountFromTheirLinkOn) {
  const Trace trace = trace_of({event(EventKind::tmpfile, "#17"), write_event("#17", 0, 100),
                                event(EventKind::link, "#17", "out"), write_event("#17", 100, 9)});
  EXPECT_EQ(observable_events(trace), (std::vector<bool>{false, false, true, true}));
  EXPECT_EQ(states_of(trace, Cuts::pages), 3u);
}

TEST(Equivalence, AFileThatIsReallyCalledLikeAnUnnamedOneCounts) {
  const Trace trace = trace_of({event(EventKind::tmpfile, "#17"),
                                event(EventKind::rename, "x", "#17"), write_event("#17", 0, 1)});
  EXPECT_EQ(observable_events(trace), (std::vector<bool>{false, true, true}));
}

RC_GTEST_PROP(Equivalence, EachPointIsInExactlyOneClassAndOrderIsKept, (const Trace& trace)) {
  const std::vector<CrashPoint> points = crash_points(trace, Cuts::all);
  std::vector<CrashPoint> found;
  CrashPoint last_representative;
  for (const CrashStateClass& state : distinct_states(trace, points)) {
    RC_ASSERT(last_representative <= state.representative);
    last_representative = state.representative;
    found.push_back(state.representative);
    found.insert(found.end(), state.equal.begin(), state.equal.end());
  }
  std::ranges::sort(found);
  RC_ASSERT(found == points);
}

RC_GTEST_PROP(Equivalence, NoObservableEventLiesBetweenEqualPoints, (const Trace& trace)) {
  const std::vector<bool> observable = observable_events(trace);
  const auto classes = distinct_states(trace, crash_points(trace, Cuts::all));
  for (std::size_t i = 0; i < classes.size(); ++i) {
    for (const CrashPoint& equal : classes[i].equal) {
      for (std::uint64_t e = classes[i].representative.after; e < equal.after; ++e) {
        RC_ASSERT(!observable[e]);
      }
      // RC_ASSERT evaluates both sides of an ||.
      if (equal.cut_bytes) RC_ASSERT(!observable[equal.after]);
    }
    if (i == 0) continue;
    const CrashPoint& before = classes[i - 1].representative;
    const CrashPoint& here = classes[i].representative;
    bool differ = before.cut_bytes || here.cut_bytes;
    for (std::uint64_t e = before.after; e < here.after; ++e) differ = differ || observable[e];
    RC_ASSERT(differ);
  }
}

RC_GTEST_PROP(Equivalence, EventsThatChangeNoFileAreNeverObservable, (const Trace& trace)) {
  const std::vector<bool> observable = observable_events(trace);
  for (std::size_t i = 0; i < observable.size(); ++i) {
    RC_ASSERT(!observable[i] || changes_files(trace.events[i].kind));
  }
}

}  // namespace
}  // namespace crashproof
