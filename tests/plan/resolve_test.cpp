// Positions and points: every position means a point, and every point has a position.
#include "harness/plan/resolve.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>

#include "harness/plan/crash_points.h"
#include "tests/model/arbitrary.h"
#include "tests/plan/events.h"

namespace crashproof {
namespace {

TEST(EventNumbers, AreThoseOfSchedules) {
  const Trace trace = trace_of({event(EventKind::open, "in/1"), event(EventKind::create, "a"),
                                event(EventKind::open, "in/2"), event(EventKind::unlink, "a")});
  const std::vector<std::uint64_t> numbers = event_numbers(trace.events);
  EXPECT_EQ(numbers, (std::vector<std::uint64_t>{0, 0, 1, 1, 2}));
  // event(N) is the point just after the Event of that number.
  for (const std::uint64_t index : {1U, 3U}) {
    const Position counted = parse_position("event(" + std::to_string(numbers.at(index + 1)) + ")");
    EXPECT_EQ(resolve(counted, trace).point.after, index + 1);
  }
}

Position position(const std::string& text) {
  return parse_schedule("kill@" + text).steps.front().position;
}

const Trace& job() {
  static const Trace trace = trace_of({
      event(EventKind::exec, "", "/usr/bin/job"),                 // 0
      event(EventKind::create, "out.csv"),                        // 1
      write_event("out.csv", 0, 9000),                            // 2
      event(EventKind::fsync, "out.csv"),                         // 3
      event(EventKind::rename, "ckpt.json.tmp", "ckpt.json"),     // 4
      write_event("out.csv", 9000, 10),                           // 5
      event(EventKind::rename, "ckpt.json.Xb3Fq9", "ckpt.json"),  // 6
      event(EventKind::output, "stdout"),                         // 7
      event(EventKind::exit, ""),                                 // 8
  });
  return trace;
}

Resolved at(std::uint64_t after) {
  return {{after, std::nullopt}, true};
}

TEST(Resolve, FindsTheOccurrence) {
  EXPECT_EQ(resolve(position("start"), job()), at(0));
  EXPECT_EQ(resolve(position("end"), job()), at(9));
  EXPECT_EQ(resolve(position("event(4)"), job()), at(4));
  EXPECT_EQ(resolve(position("after:rename(ckpt.json)#2"), job()), at(7));
  EXPECT_EQ(resolve(position("before:rename(ckpt*)"), job()), at(4));
  EXPECT_EQ(resolve(position("in:write(out.csv)+4096"), job()), (Resolved{{2, 4096}, true}));
}

TEST(Resolve, CountsNoOpens) {
  const Trace trace = trace_of({
      event(EventKind::open, "settings"),   // 0
      event(EventKind::create, "out.csv"),  // 1
      event(EventKind::open, "in/1"),       // 2
      event(EventKind::open, "in/2"),       // 3
      event(EventKind::write, "out.csv"),   // 4
      event(EventKind::open, "in/3"),       // 5
  });
  EXPECT_EQ(resolve(position("event(0)"), trace), at(0));
  EXPECT_EQ(resolve(position("event(1)"), trace), at(2));
  EXPECT_EQ(resolve(position("event(2)"), trace), at(5));
  EXPECT_EQ(resolve(position("event(3)"), trace), (Resolved{{6, std::nullopt}, false}));
  // By name they are Events like others.
  EXPECT_EQ(resolve(position("after:open(in/2)"), trace), at(4));
}

// A position by number means the same, whether or not a run is recorded with what it reads.
RC_GTEST_PROP(Resolve, ByNumberIsTheSameWithAndWithoutOpens, (const Trace& with)) {
  Trace without;
  std::vector<std::uint64_t> old_index;
  for (std::uint64_t i = 0; i < with.events.size(); ++i) {
    if (with.events[i].kind == EventKind::open) continue;
    without.events.push_back(with.events[i]);
    old_index.push_back(i);
  }
  Position by_number;
  by_number.edge = Position::Edge::event;
  by_number.occurrence = *rc::gen::inRange<std::uint64_t>(0, with.events.size() + 2);
  const Resolved in_one = resolve(by_number, without);
  const Resolved in_other = resolve(by_number, with);
  RC_ASSERT(in_one.reached == in_other.reached);
  if (!in_one.reached) {
    RC_ASSERT(in_other.point.after == with.events.size());
  } else if (in_one.point.after == 0) {
    RC_ASSERT(in_other.point.after == 0U);
  } else {
    RC_ASSERT(in_other.point.after == old_index[in_one.point.after - 1] + 1);
  }
}

TEST(Resolve, TakesAnImpossibleCutForTheGapBesideIt) {
  EXPECT_EQ(resolve(position("in:write(out.csv)+0"), job()), at(2));
  EXPECT_EQ(resolve(position("in:write(out.csv)+9000"), job()), at(3));
  EXPECT_EQ(resolve(position("in:rename(ckpt.json)+1"), job()), at(5));
}

TEST(Resolve, SaysWhenARunDoesNotGetThere) {
  const Resolved end{{9, std::nullopt}, false};
  EXPECT_EQ(resolve(position("after:rename(ckpt.json)#3"), job()), end);
  EXPECT_EQ(resolve(position("before:unlink(ckpt.json)"), job()), end);
  EXPECT_EQ(resolve(position("event(10)"), job()), end);
}

TEST(PositionOf, PrefersTheEventThatChangesFiles) {
  const PositionNames names(job(), {});
  const auto name = [&](std::uint64_t after) { return to_string(names.position_of({after, {}})); };
  EXPECT_EQ(name(0), "start");
  EXPECT_EQ(name(1), "before:create(out.csv)");
  EXPECT_EQ(name(3), "after:write(out.csv)");
  EXPECT_EQ(name(4), "before:rename(ckpt.json)");
  EXPECT_EQ(name(7), "after:rename(ckpt.json)#2");
  EXPECT_EQ(name(8), "after:output(stdout)");
  EXPECT_EQ(name(9), "end");
  EXPECT_EQ(name(100), "end");
  EXPECT_EQ(to_string(names.position_of({2, 4096})), "in:write(out.csv)+4096");
  EXPECT_EQ(to_string(names.position_of({4, 1})), "event(4)");
}

TEST(PositionOf, CountsOccurrencesOfAnUnstableNameByItsGlob) {
  const Trace trace = trace_of({
      event(EventKind::create, "tmp/a.Xb3Fq9"),
      event(EventKind::rename, "tmp/a.Xb3Fq9", "a"),
      event(EventKind::create, "tmp/a.k0dLw2"),
      event(EventKind::rename, "tmp/a.k0dLw2", "a"),
  });
  const std::set<std::string> unstable{"tmp/a.Xb3Fq9", "tmp/a.k0dLw2"};
  EXPECT_EQ(to_string(position_of({1, {}}, trace, unstable)), "after:create(tmp/a.*)");
  EXPECT_EQ(to_string(position_of({3, {}}, trace, unstable)), "after:create(tmp/a.*)#2");
  EXPECT_EQ(resolve(position("after:create(tmp/a.*)#2"), trace), at(3));
}

RC_GTEST_PROP(Resolve, IsTotal, (const Position& position, const Trace& trace)) {
  const Resolved resolved = resolve(position, trace);
  RC_ASSERT(resolved.point.after <= trace.events.size());
  if (resolved.point.cut_bytes) {
    const Event& write = trace.events.at(resolved.point.after);
    RC_ASSERT(write.kind == EventKind::write);
    RC_ASSERT(*resolved.point.cut_bytes > 0 && *resolved.point.cut_bytes < write.length);
  }
  if (!resolved.reached) RC_ASSERT(resolved.point.after == trace.events.size());
}

RC_GTEST_PROP(Resolve, IsTheInverseOfPositionOf, (const Trace& trace)) {
  std::set<std::string> unstable;
  for (const Event& event : trace.events) {
    if (*rc::gen::arbitrary<bool>()) unstable.insert(subject_path(event));
  }
  const PositionNames names(trace, unstable);
  for (const CrashPoint& point : crash_points(trace, Cuts::all)) {
    const Position position = names.position_of(point);
    RC_ASSERT(position.edge != Position::Edge::event);
    RC_ASSERT(resolve(position, trace) == (Resolved{point, true}));
    CrashSchedule schedule;
    schedule.steps.emplace_back().position = position;
    RC_ASSERT(parse_schedule(to_string(schedule)) == schedule);
  }
}

}  // namespace
}  // namespace crashproof
