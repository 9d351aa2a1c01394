// What counts as done twice: Events as multisets, items once a resume, and who was at what.
#include "harness/judge/redo.h"

#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <utility>

#include "tests/judge/recording.h"
#include "tests/model/arbitrary.h"

namespace crashproof {
namespace {

constexpr CrashPoint at_the_end{UINT64_MAX, std::nullopt};
const RedoRules inbox{{{"in/*"}, {}}, {}};

RedoRules files(std::vector<std::string> names) {
  return {{{}, {std::move(names)}}, {}};
}

TEST(Redo, EventsCountWhereKindPlaceAndContentAreTheSame) {
  const Trace recorded = Recording().write("out", 0, "a").write("out", 1, "b");
  const auto redone = [&](const Trace& resume) {
    return redo_of(recorded, at_the_end, {resume}, {}).events;
  };
  EXPECT_EQ(redone(Recording().write("out", 0, "a").write("out", 1, "b")), 2U);
  EXPECT_EQ(redone(Recording().write("out", 1, "a")), 0U);
  EXPECT_EQ(redone(Recording().write("out", 0, "x")), 0U);
  EXPECT_EQ(redone(Recording().write("log", 0, "a")), 0U);
  EXPECT_EQ(redone(Recording().event(EventKind::unlink, "out")), 0U);
}

TEST(Redo, OnlyWhatHappenedBeforeTheCrashIsDoneAgain) {
  const Trace recorded = Recording().write("out", 0, "a").write("out", 1, "b").write("out", 2, "c");
  EXPECT_EQ(redo_of(recorded, {0, std::nullopt}, {recorded}, {}).events, 0U);
  EXPECT_EQ(redo_of(recorded, {2, std::nullopt}, {recorded}, {}).events, 2U);
  // Half a write has not been made.
  EXPECT_EQ(redo_of(recorded, {2, 1}, {recorded}, {}).events, 2U);
}

TEST(Redo, EqualEventsCountAsOftenAsTheyWereMade) {
  const Trace recorded = Recording().write("now", 0, "1").write("now", 0, "1");
  const Trace resume = Recording().write("now", 0, "1").write("now", 0, "1").write("now", 0, "1");
  EXPECT_EQ(redo_of(recorded, {1, std::nullopt}, {resume}, {}).events, 1U);
  EXPECT_EQ(redo_of(recorded, at_the_end, {resume}, {}).events, 2U);
}

TEST(Redo, GoingOnWithWhatComesAgainAndAgainIsNotDoingItAgain) {
  Recording run;
  for (int item = 0; item < 4; ++item) run.event(EventKind::rename, "ckpt.tmp", "ckpt");
  const Trace recorded = run;
  Trace two = recorded;
  two.events.resize(2);
  Trace three = recorded;
  three.events.resize(3);
  EXPECT_EQ(redo_of(recorded, {2, std::nullopt}, {two}, {}).events, 0U);
  EXPECT_EQ(redo_of(recorded, {2, std::nullopt}, {three}, {}).events, 1U);
  EXPECT_EQ(redo_of(recorded, {1, std::nullopt}, {two, two}, {}).events, 1U);
  // A run with a trace of its own is held against the crash-free one.
  EXPECT_EQ(redo_of(two, at_the_end, {two}, {}).events, 2U);
  EXPECT_EQ(redo_of(two, at_the_end, {two}, {{}, {}, &recorded}).events, 0U);
}

TEST(Redo, WhatLeavesNoTraceInFilesOrOutsideIsNoWork) {
  const Trace quiet = Recording()
                          .event(EventKind::fsync, "out")
                          .event(EventKind::exec, "", "sort")
                          .event(EventKind::marker, "", "saved")
                          .open("in/1");
  EXPECT_EQ(redo_of(quiet, at_the_end, {quiet}, {}).events, 0U);
  const Trace loud =
      Recording().event(EventKind::send, "", "10.0.0.1:80").event(EventKind::output, "stdout");
  EXPECT_EQ(redo_of(loud, at_the_end, {loud}, {}).events, 2U);
}

TEST(Redo, TemporaryNamesThatDifferInEachRunAreTakenForOneAnother) {
  const Trace recorded =
      Recording().write("ckpt.Xb3Fq9", 0, "1").event(EventKind::rename, "ckpt.Xb3Fq9", "ckpt.json");
  const Trace resume =
      Recording().write("ckpt.q80dL_", 0, "1").event(EventKind::rename, "ckpt.q80dL_", "ckpt.json");
  EXPECT_EQ(redo_of(recorded, at_the_end, {resume}, {}).events, 0U);
  EXPECT_EQ(redo_of(recorded, at_the_end, {resume}, {{}, {"ckpt.*"}}).events, 2U);
  const Trace unnamed = Recording().write("#17", 0, "1");
  EXPECT_EQ(redo_of(unnamed, at_the_end, {Recording().write("#23", 0, "1")}, {}).events, 1U);
}

TEST(Redo, EachResumeIsHeldAgainstAllRunsBeforeIt) {
  const Trace recorded = Recording().open("in/1").write("out", 0, "a");
  const Trace second =
      Recording().open("in/1").open("in/2").write("out", 0, "a").write("out", 1, "b");
  const Trace third = Recording().open("in/2").write("out", 1, "b");
  const Redo redo = redo_of(recorded, at_the_end, {second, third}, inbox);
  EXPECT_EQ(redo.events, 2U);  // "a" by the second run, "b" by the third
  EXPECT_EQ(redo.items, 2U);
}

TEST(Redo, AnItemCountsOnceForEachResume) {
  const Trace recorded = Recording().open("in/1").open("in/2").open("settings");
  const Trace resume = Recording()
                           .open("settings")
                           .open("in/2")
                           .open("in/2")
                           .event(EventKind::rename, "in/2", "done/2")
                           .open("in/3");
  EXPECT_EQ(redo_of(recorded, at_the_end, {resume}, inbox).items, 1U);
  EXPECT_EQ(redo_of(recorded, at_the_end, {resume, resume}, inbox).items, 3U);
  // A claim by a rename takes it up as well.
  EXPECT_EQ(redo_of(recorded, at_the_end, {resume}, {{{"done/*"}, {}}, {}}).items, 0U);
  EXPECT_EQ(redo_of(resume, at_the_end, {resume}, {{{"done/*"}, {}}, {}}).items, 1U);
}

TEST(Redo, FilesAreItemsOnlyWhereThereIsNoGlob) {
  const Trace run = Recording().open("in/1").open("a.csv");
  EXPECT_EQ(redo_of(run, at_the_end, {run}, files({"a.csv"})).items, 1U);
  EXPECT_EQ(redo_of(run, at_the_end, {run}, {{{"in/*"}, {{"a.csv", "b.csv"}}}, {}}).items, 1U);
  EXPECT_EQ(redo_of(run, at_the_end, {run}, {}).items, 0U);
}

TEST(Redo, TheLastItemOfEachProcessAndThreadIsInFlight) {
  const Trace recorded = Recording()
                             .open("in/1", "main/1")
                             .open("in/2", "main/1+1")
                             .open("in/3", "main/1")
                             .open("in/4", "main/1");
  const Trace all = Recording().open("in/1").open("in/2").open("in/3").open("in/4");
  EXPECT_EQ(redo_of(recorded, at_the_end, {all}, inbox), (Redo{0, 4, 2}));
  EXPECT_EQ(redo_of(recorded, {3, std::nullopt}, {all}, inbox), (Redo{0, 3, 2}));
  // Only what is taken up again counts as redone, also of what was in flight.
  EXPECT_EQ(redo_of(recorded, at_the_end, {Recording().open("in/1")}, inbox), (Redo{0, 1, 0}));
}

TEST(Redo, AnEventThatTheCrashCutTookItsItemUp) {
  const Trace recorded = Recording().write("in/1", 0, "ab");
  EXPECT_EQ(redo_of(recorded, {0, 1}, {recorded}, inbox), (Redo{0, 1, 1}));
}

TEST(Redo, WhatAChildWasAtIsInFlightUntilAnotherTakesUpMore) {
  const Recording one_child = Recording()
                                  .event(EventKind::fork, "", "main/1")
                                  .open("in/1", "main/1")
                                  .event(EventKind::exit, "", "", "main/1");
  const Trace again = Recording().open("in/1");
  EXPECT_EQ(redo_of(one_child, at_the_end, {again}, inbox).in_flight, 1U);
  // The next one may still be about that item, such as a shell's mv after its sort.
  Recording two_children = one_child;
  two_children.event(EventKind::fork, "", "main/2").write("out", 0, "a");
  EXPECT_EQ(redo_of(two_children, at_the_end, {again}, inbox).in_flight, 1U);
  two_children.open("in/2", "main/2");
  EXPECT_EQ(redo_of(two_children, at_the_end, {again}, inbox).in_flight, 0U);
}

TEST(Redo, WorkersThatStopTogetherLeaveAllTheyWereAtInFlight) {
  const Trace stopped = Recording()
                            .open("in/1", "main+1")
                            .open("in/2", "main+2")
                            .event(EventKind::exit, "", "", "main+1")
                            .event(EventKind::exit, "", "", "main+2")
                            .event(EventKind::exit, "", "", "main");
  EXPECT_EQ(redo_of(stopped, at_the_end, {Recording().open("in/1").open("in/2")}, inbox),
            (Redo{0, 2, 2}));
}

bool is_work(const Event& event) {
  return changes_files(event.kind) || event.kind == EventKind::send ||
         event.kind == EventKind::output;
}
std::uint64_t work_in(const Trace& trace, std::uint64_t before) {
  const auto end = trace.events.begin() + static_cast<std::ptrdiff_t>(before);
  return static_cast<std::uint64_t>(std::count_if(trace.events.begin(), end, is_work));
}
const RedoRules any_path{{{"*", "*/*", "/*/*", "*/*/*"}, {}}, {}};

RC_GTEST_PROP(RedoProperty, WithoutACrashNothingIsRedone,
              (const Trace& recorded, const Trace& resume)) {
  RC_ASSERT(redo_of(recorded, {0, std::nullopt}, {resume}, any_path) == Redo{});
  RC_ASSERT(redo_of(recorded, {recorded.events.size(), std::nullopt}, {}, any_path) == Redo{});
}

RC_GTEST_PROP(RedoProperty, DoingItAllAgainRedoesAllThatWasDone, (const Trace& recorded)) {
  const std::uint64_t after = *rc::gen::inRange<std::uint64_t>(0, recorded.events.size() + 1);
  const Redo redo = redo_of(recorded, {after, std::nullopt}, {recorded}, any_path);
  RC_ASSERT(redo.events == work_in(recorded, after));
}

RC_GTEST_PROP(RedoProperty, DoingItAllAgainTakesUpEachItemAgain, (const Trace& recorded)) {
  const std::uint64_t after = *rc::gen::inRange<std::uint64_t>(0, recorded.events.size() + 1);
  std::set<std::string> named;
  for (std::uint64_t i = 0; i < after; ++i) {
    const Event& event = recorded.events[i];
    named.insert(event.path);
    const bool to_path = event.kind == EventKind::rename || event.kind == EventKind::link ||
                         event.kind == EventKind::exchange;
    if (to_path) named.insert(event.target);
  }
  const RedoRules rules = files({named.begin(), named.end()});
  RC_ASSERT(redo_of(recorded, {after, std::nullopt}, {recorded}, rules).items == named.size());
}

RC_GTEST_PROP(RedoProperty, ALaterCrashRedoesNoLess, (const Trace& recorded, const Trace& other)) {
  Trace resume = recorded;
  resume.events.insert(resume.events.end(), recorded.events.begin(), recorded.events.end());
  const std::vector<Trace> resumes{other, resume};
  Redo before;
  for (std::uint64_t after = 0; after <= recorded.events.size(); ++after) {
    const Redo now = redo_of(recorded, {after, std::nullopt}, resumes, any_path);
    RC_ASSERT(now.events >= before.events);
    RC_ASSERT(now.items >= before.items);
    before = now;
  }
}

RC_GTEST_PROP(RedoProperty, AFurtherResumeOrALongerOneRedoesNoLess,
              (const Trace& recorded, const Trace& one, const Trace& two)) {
  const Redo alone = redo_of(recorded, at_the_end, {one}, any_path);
  const Redo both = redo_of(recorded, at_the_end, {one, two}, any_path);
  RC_ASSERT(both.events >= alone.events);
  RC_ASSERT(both.items >= alone.items);
  RC_ASSERT(both.in_flight >= alone.in_flight);
}

RC_GTEST_PROP(RedoProperty, TheTotalsNeverExceedWhatTheResumesDid,
              (const Trace& recorded, const Trace& one, const Trace& two)) {
  RedoRules rules = any_path;
  rules.unstable_globs = {"tmp*", "state/ckpt.*"};
  const Redo redo = redo_of(recorded, at_the_end, {one, two}, rules);
  RC_ASSERT(redo.events <= work_in(one, one.events.size()) + work_in(two, two.events.size()));
  // Each Event names two paths at most.
  RC_ASSERT(redo.items <= 2 * (one.events.size() + two.events.size()));
  RC_ASSERT(redo.in_flight <= redo.items);
}

}  // namespace
}  // namespace crashproof
