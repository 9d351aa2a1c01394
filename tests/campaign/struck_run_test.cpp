// Which run a schedule strikes last, and which of its Events lie around that place.
#include "harness/campaign/struck_run.h"

#include <gtest/gtest.h>

#include <vector>

namespace crashproof {
namespace {

std::optional<StruckRun> struck(const char* schedule) {
  return struck_run(parse_schedule(schedule));
}

TEST(StruckRun, IsTheLastOneThatIsKilled) {
  ASSERT_TRUE(struck("kill@after:write(out); kill@resume1:event(3)"));
  EXPECT_EQ(struck("kill@after:write(out); kill@resume1:event(3)")->number, 1U);
  EXPECT_EQ(struck("kill@start; kill@resume1:event(3); kill@resume2:event(4)")->number, 2U);
}

TEST(StruckRun, IsTheFirstOneIfThatDoesWithoutLateInput) {
  ASSERT_TRUE(struck("kill@event(9); late-input[in/a]@resume1"));
  EXPECT_EQ(struck("kill@event(9); late-input[in/a]@resume1")->number, 0U);
  ASSERT_TRUE(struck("kill@end; late-input[in/a]@resume1"));
  EXPECT_EQ(struck("kill@end; late-input[in/a]@resume1")->position.edge, Position::Edge::end);
}

TEST(StruckRun, IsNoneWhereTheRecordedRunIsStruck) {
  EXPECT_FALSE(struck("kill@after:write(out)"));
  EXPECT_FALSE(struck("kill@after:write(out); clock[-1h]@resume1"));
  EXPECT_FALSE(struck("kill@end; clock[-1h]@resume1"));
  EXPECT_FALSE(struck("kill@after:write(out); kill@resume1:end"));
  EXPECT_FALSE(struck("poison[in/a]@every"));
}

std::string left_alone(const char* schedule) {
  const CrashSchedule parsed = parse_schedule(schedule);
  return to_string(without_strike(parsed, *struck_run(parsed)));
}

TEST(StruckRun, IsLeftAloneWhereItIsLookedAt) {
  EXPECT_EQ(left_alone("kill@after:write(out); kill@resume1:event(3)"), "kill@after:write(out)");
  EXPECT_EQ(left_alone("kill@event(9); late-input[in/a]@resume1"), "late-input[in/a]@resume1");
}

// Events as a run makes them; stops when it is told to.
class WatchedRun {
 public:
  explicit WatchedRun(const char* position) : watch_(StruckRun{1, parse_position(position)}) {
    watch_.attach(supervision_);
  }
  WatchedRun& then(EventKind kind, const std::string& path) {
    if (*supervision_.stop_flag != 0) return *this;
    Event event;
    event.index = index_++;
    event.kind = kind;
    event.path = path;
    if (supervision_.wants_call_site(event)) sites_[event.index].command = "at " + path;
    return *this;
  }
  StruckPlace place() const { return watch_.place(sites_); }

 private:
  StruckRunWatch watch_;
  Supervision supervision_;
  std::uint64_t index_ = 0;
  std::map<std::uint64_t, CallSite> sites_;
};

// open(log) has no number, unlink(log) 1, fsync 2, write(a) 3, write(b) 4.
WatchedRun& recovery(WatchedRun& run) {
  return run.then(EventKind::open, "log")
      .then(EventKind::unlink, "log")
      .then(EventKind::fsync, "")
      .then(EventKind::write, "a")
      .then(EventKind::write, "b");
}

TEST(StruckRunWatch, FindsTheEventsAroundACount) {
  WatchedRun run("event(1)");
  const StruckPlace place = recovery(run).place();
  EXPECT_EQ(place.opener.number, 1U);
  EXPECT_EQ(place.opener.what, "unlink(log)");
  EXPECT_EQ(place.opener.site.command, "at log");
  EXPECT_EQ(place.closer.number, 3U);
  EXPECT_EQ(place.closer.what, "write(a)");
  EXPECT_EQ(place.closer.site.command, "at a");
}

TEST(StruckRunWatch, FindsTheEventsAroundANamedOne) {
  WatchedRun after("after:write(a)");
  EXPECT_EQ(recovery(after).place().opener.number, 3U);
  EXPECT_EQ(after.place().closer.what, "write(b)");
  WatchedRun before("before:write(a)");
  EXPECT_EQ(recovery(before).place().opener.what, "fsync()");
  EXPECT_EQ(before.place().opener.site, CallSite());
  EXPECT_EQ(before.place().closer.what, "write(a)");
  EXPECT_EQ(before.place().closer.site.command, "at a");
}

TEST(StruckRunWatch, KnowsNothingOfAPlaceThatTheRunDoesNotComeTo) {
  WatchedRun run("event(9)");
  EXPECT_EQ(recovery(run).place(), StruckPlace());
}

TEST(StruckRunWatch, HasNoEventBeforeTheStart) {
  WatchedRun run("event(0)");
  const StruckPlace place = recovery(run).place();
  EXPECT_EQ(place.opener.number, 0U);
  EXPECT_EQ(place.closer.what, "unlink(log)");
}

}  // namespace
}  // namespace crashproof
