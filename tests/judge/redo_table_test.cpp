// The worst and the usual trial, and the table for plotting.
#include "harness/judge/redo_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <sstream>

namespace crashproof {
namespace {

using testing::HasSubstr;

Evidence measured(std::uint64_t trial, std::uint64_t items, std::uint64_t events) {
  Evidence evidence;
  evidence.trial = trial;
  evidence.schedule = "kill@event(" + std::to_string(trial) + ")";
  evidence.point = CrashPoint{trial, std::nullopt};
  evidence.redo = Redo{events, items, 0};
  return evidence;
}

std::vector<const Evidence*> pointers(const std::vector<Evidence>& trials) {
  std::vector<const Evidence*> list;
  for (const Evidence& trial : trials) list.push_back(&trial);
  return list;
}

TEST(RedoSummary, TellsTheWorstAndTheMedianInTheUnitOfTheLimits) {
  const std::vector<Evidence> trials{measured(0, 0, 40), measured(1, 3, 7), measured(2, 3, 9),
                                     measured(3, 1, 8)};
  CheckLimits limits;
  limits.redo_bound = 2;
  const std::optional<RedoSummary> in_items = redo_summary(pointers(trials), limits);
  ASSERT_TRUE(in_items);
  EXPECT_EQ(*in_items, (RedoSummary{4, 3, 1, 40, 8, true, "kill@event(1)", 2}));
  limits.redo_in_items = false;
  EXPECT_EQ(redo_summary(pointers(trials), limits)->worst_schedule, "kill@event(0)");
}

TEST(RedoSummary, LooksAtTrialsOnlyThatWereMeasured) {
  std::vector<Evidence> trials(3, measured(1, 5, 5));
  trials[0].redo.reset();
  trials[1].trouble = "no space left for the sandbox";
  trials[2].fault_happened = false;
  EXPECT_EQ(redo_summary(pointers(trials), {}), std::nullopt);
  trials.push_back(measured(9, 0, 0));
  EXPECT_EQ(redo_summary(pointers(trials), {}),
            (RedoSummary{1, 0, 0, 0, 0, true, "", std::nullopt}));
}

RC_GTEST_PROP(RedoSummaryProperty, TheMedianIsTheMiddleOneInOrder, ()) {
  const auto counts = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 50)));
  std::vector<Evidence> trials;
  for (const std::uint64_t count : counts) trials.push_back(measured(trials.size(), count, 0));
  std::vector<std::uint64_t> sorted = counts;
  std::ranges::sort(sorted);
  const std::optional<RedoSummary> summary = redo_summary(pointers(trials), {});
  RC_ASSERT(summary.has_value());
  RC_ASSERT(summary->trials == counts.size());
  RC_ASSERT(summary->max_items == sorted.back());
  RC_ASSERT(summary->median_items == sorted[(sorted.size() - 1) / 2]);
}

// Opens among its Events, before each of the others, are none that event(N) counts.
Trace recorded(int events, bool with_opens = false) {
  Trace trace;
  for (int i = 0; i < events; ++i) {
    if (with_opens) trace.events.emplace_back().kind = EventKind::open;
    trace.events.emplace_back().kind = EventKind::write;
  }
  return trace;
}

TEST(RedoTable, HasALineForEachMeasuredTrial) {
  std::vector<Evidence> trials{measured(1, 2, 30), measured(2, 0, 0), measured(4, 1, 5)};
  trials[0].redo->in_flight = 1;
  trials[0].resumes = {{{RunExit::How::exited, 1, 0.25}, "", 0},
                       {{RunExit::How::exited, 0, 0.5}, "", 0}};
  trials[1].redo.reset();
  trials[2].point->cut_bytes = 17;
  EXPECT_EQ(redo_table(pointers(trials), recorded(8)),
            "trial,schedule,event,fraction,redone_events,redone_items,in_flight,seconds\n"
            "1,\"kill@event(1)\",1,0.125000,30,2,1,0.750000\n"
            "4,\"kill@event(4)\",5,0.625000,5,1,0,0.000000\n");
}

TEST(RedoTable, CountsEventsAsSchedulesDo) {
  std::vector<Evidence> trials{measured(3, 1, 1), measured(8, 1, 1)};
  trials[0].point->cut_bytes = 17;
  const std::string table = redo_table(pointers(trials), recorded(4, true));
  EXPECT_THAT(table, HasSubstr("3,\"kill@event(3)\",2,0.500000,"));
  EXPECT_THAT(table, HasSubstr("8,\"kill@event(8)\",4,1.000000,"));
}

TEST(RedoTable, SchedulesAreQuotedAndMayHaveNoPlace) {
  Evidence evidence = measured(7, 1, 1);
  evidence.schedule = "kill@after:write(a\"b,c); kill@resume1:start";
  evidence.point.reset();
  EXPECT_THAT(redo_table({&evidence}, {}),
              HasSubstr("7,\"kill@after:write(a\"\"b,c); kill@resume1:start\",,,1,1,0,"));
}

}  // namespace
}  // namespace crashproof
