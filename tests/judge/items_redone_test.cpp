// When an item is taken up again, and when a run only looks at it or goes on with it.
#include "harness/judge/items_redone.h"

#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include "tests/judge/recording.h"
#include "tests/model/arbitrary.h"

namespace crashproof {
namespace {

const ItemRules sources{{}, {{"in/1", "in/2", "in/3"}}};

// The crashed run as far as it got, then its resumes.
ItemsRedone redone(const ItemRules& rules, const Trace& usual, const Trace& rerun,
                   const std::vector<Trace>& runs) {
  std::vector<std::span<const Event>> spans;
  for (const Trace& run : runs) spans.emplace_back(run.events);
  return items_redone(rules, usual.events, rerun.events, spans);
}

Recording& opens(Recording& run, const std::string& numbers) {
  for (const char number : numbers) run.open(std::string("in/") + number);
  return run;
}
Trace run_that_opens(const std::string& numbers) {
  Recording run;
  return opens(run, numbers);
}

// Each run digests all sources; then come two stages that read each of them once more.
const std::string digests = "123";
const Trace three_stages = run_that_opens(digests + "123" + "123");
const Trace looks_at_all = run_that_opens(digests);

TEST(ItemsRedone, GoingOnWithTheNextStageIsNotTakingItUpAgain) {
  const Trace until_second = run_that_opens(digests + "12");
  const Trace goes_on = run_that_opens(digests + "3" + "123");
  EXPECT_EQ(redone(sources, three_stages, looks_at_all, {until_second, goes_on}), ItemsRedone{});
  const Trace repeats_second = run_that_opens(digests + "23" + "123");
  EXPECT_EQ(redone(sources, three_stages, looks_at_all, {until_second, repeats_second}),
            (ItemsRedone{1, 1}));
}

// As where all marks are committed at the end: the run had done two of the last stage.
TEST(ItemsRedone, AStageThatIsDoneAgainTakesItsItemsUpAgain) {
  const Trace late = run_that_opens(digests + "123" + "12");
  const Trace repeats_stage = run_that_opens(digests + "123");
  EXPECT_EQ(redone(sources, three_stages, looks_at_all, {late, repeats_stage}),
            (ItemsRedone{2, 1}));
  const Trace goes_on = run_that_opens(digests + "3");
  EXPECT_EQ(redone(sources, three_stages, looks_at_all, {late, goes_on}), ItemsRedone{});
}

TEST(ItemsRedone, WhatEachRunLooksAtIsNoWork) {
  EXPECT_EQ(redone(sources, three_stages, looks_at_all, {looks_at_all, three_stages}),
            ItemsRedone{});
  EXPECT_EQ(redone(sources, three_stages, looks_at_all, {three_stages, looks_at_all}),
            ItemsRedone{});
  // Also of items that the user named.
  EXPECT_EQ(redone({{"in/*"}, {}}, three_stages, looks_at_all, {three_stages, looks_at_all}),
            ItemsRedone{});
  // Nobody knows what each run looks at where no rerun was recorded.
  EXPECT_EQ(redone(sources, three_stages, Trace{}, {three_stages, looks_at_all}).items, 3U);
}

TEST(ItemsRedone, AnItemInHandIsTheOneThatWasWorkedOnLast) {
  // The digest of the third source is no work, so nobody was at it.
  const Trace cut_short = run_that_opens("12");
  const Trace once = run_that_opens("1212");
  EXPECT_EQ(redone({{}, {{"in/1", "in/2"}}}, once, cut_short, {once, once}), (ItemsRedone{2, 1}));
}

TEST(ItemsRedone, AppendingToAnOutputGoesOnAndBeginningItAnewDoesNot) {
  const ItemRules output{{}, {{"out"}}};
  const Trace usual = Recording()
                          .event(EventKind::create, "out")
                          .write("out", 0, "a")
                          .write("out", 1, "b")
                          .write("out", 2, "c");
  const Trace crashed = Recording().event(EventKind::create, "out").write("out", 0, "a");
  const Trace appends = Recording().open("out").write("out", 1, "b").write("out", 2, "c");
  EXPECT_EQ(redone(output, usual, Trace{}, {crashed, appends}), ItemsRedone{});
  // In one write, so that there are not more of them than usual.
  const Trace anew = Recording().event(EventKind::truncate, "out").write("out", 0, "abc");
  EXPECT_EQ(redone(output, usual, Trace{}, {crashed, anew}), (ItemsRedone{1, 1}));
}

TEST(ItemsRedone, TheGroupThatShowsTheMostCounts) {
  Recording usual;
  opens(usual, "12").event(EventKind::create, "out/1").event(EventKind::create, "out/2");
  const ItemRules both{{}, {{"in/1", "in/2"}, {"out/1", "out/2", "sum"}}};
  Recording one_input;
  opens(one_input, "2");
  EXPECT_EQ(redone(both, usual, Trace{}, {usual, one_input}), (ItemsRedone{1, 1}));
  const Trace more_outputs =
      Recording(one_input).event(EventKind::truncate, "out/1").event(EventKind::truncate, "out/2");
  EXPECT_EQ(redone(both, usual, Trace{}, {usual, more_outputs}), (ItemsRedone{2, 1}));
}

TEST(ItemsRedone, AreNoneWithoutRules) {
  EXPECT_EQ(redone({}, three_stages, Trace{}, {three_stages, three_stages}), ItemsRedone{});
}

const ItemRules any_path{{"*", "*/*", "/*/*", "*/*/*"}, {}};

RC_GTEST_PROP(ItemsRedoneProperty, RunsThatDoWhatARerunDoesTakeUpNothing,
              (const Trace& usual, const Trace& rerun)) {
  RC_ASSERT(redone(any_path, usual, rerun, {rerun, rerun, rerun}) == ItemsRedone{});
}

RC_GTEST_PROP(ItemsRedoneProperty, WhatARerunDoesAnywayIsNeverMoreWork,
              (const Trace& usual, const Trace& rerun, const Trace& crashed, const Trace& resume)) {
  const std::vector<Trace> runs{crashed, resume};
  RC_ASSERT(redone(any_path, usual, rerun, runs).items <=
            redone(any_path, usual, Trace{}, runs).items);
}

RC_GTEST_PROP(ItemsRedoneProperty, FinishingARunIsNoRedo, (const Trace& usual)) {
  const std::uint64_t after = *rc::gen::inRange<std::uint64_t>(0, usual.events.size() + 1);
  Trace crashed = usual;
  crashed.events.resize(after);
  Trace rest = usual;
  rest.events.erase(rest.events.begin(), rest.events.begin() + static_cast<std::ptrdiff_t>(after));
  RC_ASSERT(redone(any_path, usual, Trace{}, {crashed, rest}) == ItemsRedone{});
}

}  // namespace
}  // namespace crashproof
