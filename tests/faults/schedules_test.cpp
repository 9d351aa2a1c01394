// Where an audit tries each fault: on small traces by hand, on any trace by their properties.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "faults/catalogue.h"
#include "faults/telling_places.h"
#include "tests/faults/ground.h"
#include "tests/model/arbitrary.h"
#include "tests/plan/events.h"

namespace crashproof::testing {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using K = EventKind;

const Fault& fault_named(std::string_view name) {
  for (const Fault& fault : fault_catalogue()) {
    if (fault.name == name) return fault;
  }
  throw std::invalid_argument(std::string(name));
}

std::vector<std::string> planned(const PlannedGround& ground, std::string_view name,
                                 const std::string& parameter) {
  std::vector<std::string> texts;
  for (const CrashSchedule& schedule : fault_named(name).schedules(ground.ground(), parameter)) {
    texts.push_back(to_string(schedule));
  }
  return texts;
}

std::vector<std::string> usual(const PlannedGround& ground, std::string_view name) {
  return fault_named(name).usual(ground.ground());
}

Event by(std::string role, Event event) {
  event.process = std::move(role);
  return event;
}

// Reads three inputs, writes an output for each, and a checkpoint in place and by renaming.
PlannedGround pipeline() {
  Trace trace = trace_of({
      event(K::open, "in/a"),
      event(K::create, "out.1"),
      write_event("out.1", 0, 100),
      event(K::fsync, "out.1"),
      event(K::create, "ckpt.tmp"),
      write_event("ckpt.tmp", 0, 20),
      event(K::rename, "ckpt.tmp", "ckpt"),
      event(K::open, "in/b"),
      event(K::create, "out.2"),
      write_event("out.2", 0, 100),
      event(K::fsync, "out.2"),
      event(K::create, "ckpt.tmp"),
      write_event("ckpt.tmp", 0, 21),
      event(K::rename, "ckpt.tmp", "ckpt"),
  });
  for (Event& each : trace.events) each.process = "main";
  return {std::move(trace),
          {"in/b", "in/a"},
          {{"in/a", "1"}, {"in/b", "2"}},
          {{"ckpt", R"({"format_version": 2, "rows": 20, "Version2": 1, "name": "version"})"},
           {"in/a", "1"},
           {"in/b", "2"},
           {"out.1", "x"},
           {"out.2", "x"}}};
}

TEST(ErrnoPlaces, AreTheEventsThatSuchAnErrorCanMeet) {
  const PlannedGround ground = pipeline();
  EXPECT_THAT(
      planned(ground, "errno", "EMFILE"),
      ElementsAre("errno[EMFILE]@before:open(in/a)", "errno[EMFILE]@before:create(out.1)",
                  "errno[EMFILE]@before:create(ckpt.tmp)", "errno[EMFILE]@before:open(in/b)",
                  "errno[EMFILE]@before:create(out.2)", "errno[EMFILE]@before:create(ckpt.tmp)#2"));
  EXPECT_THAT(planned(ground, "errno", "EXDEV"), ElementsAre("errno[EXDEV]@before:rename(ckpt)",
                                                             "errno[EXDEV]@before:rename(ckpt)#2"));
  EXPECT_THAT(planned(ground, "errno", "EIO,times=all"),
              Contains("errno[EIO,times=all]@before:fsync(out.2)"));
}

TEST(ErrnoPlaces, AreFirstMiddleAndLastOfFilesThatAreAlike) {
  Trace trace;
  for (int i = 0; i < 50; ++i) {
    trace.events.push_back(write_event("part-" + std::to_string(i), 0, 10));
  }
  const PlannedGround ground(std::move(trace), {}, {}, {});
  EXPECT_THAT(planned(ground, "errno", "EINTR"),
              ElementsAre("errno[EINTR]@before:write(part-0)", "errno[EINTR]@before:write(part-24)",
                          "errno[EINTR]@before:write(part-49)"));
}

TEST(WritePlaces, LeaveOutWritesThatAreTooShortToBeCut) {
  const PlannedGround ground = pipeline();
  EXPECT_THAT(
      planned(ground, "short-write", "50"),
      ElementsAre("short-write[50]@before:write(out.1)", "short-write[50]@before:write(out.2)"));
  EXPECT_THAT(planned(ground, "short-write", ""), SizeIs(4));
  EXPECT_THAT(planned(ground, "disk-full", ""), SizeIs(8));
}

TEST(InterruptPlaces, AreStatesInsideTheRun) {
  const PlannedGround ground = pipeline();
  const std::vector<std::string> places = planned(ground, "interrupt", "TERM");
  EXPECT_THAT(places, Each(StartsWith("interrupt[TERM]@")));
  EXPECT_THAT(places, Contains("interrupt[TERM]@after:rename(ckpt)"));
  for (const std::string& place : places) {
    EXPECT_EQ(place.find("@start"), std::string::npos);
    EXPECT_EQ(place.find("@end"), std::string::npos);
    EXPECT_EQ(place.find("@in:"), std::string::npos);
  }
}

TEST(RolePlaces, NeedMoreThanOneProcess) {
  EXPECT_THAT(planned(pipeline(), "kill-one", ""), IsEmpty());
  EXPECT_THAT(planned(pipeline(), "stall", ""), IsEmpty());
  const PlannedGround ground(
      trace_of({by("main", event(K::mkdir, "d")), by("main/1+2", event(K::create, "a")),
                by("main/2", event(K::create, "b")), by("main", event(K::mkdir, "e")),
                by("main/1", event(K::exit, ""))}),
      {}, {}, {});
  EXPECT_THAT(planned(ground, "stall", ""),
              ElementsAre("stall[main]@before:mkdir(d)", "stall[main]@before:mkdir(e)",
                          "stall[main/1+2]@before:create(a)", "stall[main/2]@before:create(b)"));
  EXPECT_THAT(planned(ground, "stall", "main/2,seconds=3"),
              ElementsAre("stall[main/2,seconds=3]@before:create(b)"));
  EXPECT_THAT(planned(ground, "stall", "seconds=3"),
              Contains("stall[main/2,seconds=3]@before:create(b)"));
  EXPECT_THAT(planned(ground, "kill-one", "main/1"),
              ElementsAre("kill-one[main/1]@after:create(a)",
                          "kill-one[main/1]@after:create(a); kill@after:mkdir(e)"));
}

TEST(ChangePlaces, AreStatesFromStartToEnd) {
  const PlannedGround ground = pipeline();
  const std::vector<std::string> clocks = planned(ground, "clock", "-1h");
  EXPECT_EQ(clocks.front(), "kill@start; clock[-1h]@resume1");
  EXPECT_EQ(clocks.back(), "kill@end; clock[-1h]@resume1");
  EXPECT_THAT(clocks, Contains("kill@after:rename(ckpt); clock[-1h]@resume1"));
  EXPECT_THAT(planned(ground, "replica", ""), SizeIs(3));
  EXPECT_THAT(planned(ground, "hostname", "h"), SizeIs(8));
}

TEST(StateFiles, AreRewrittenTextsWithTheirVersions) {
  const PlannedGround ground = pipeline();
  EXPECT_THAT(usual(ground, "version"), ElementsAre("ckpt:format_version", "ckpt:Version2"));
  EXPECT_THAT(usual(ground, "truncate"), ElementsAre("ckpt"));
  EXPECT_THAT(usual(ground, "empty"), ElementsAre("ckpt"));
  const std::vector<std::string> places = planned(ground, "version", "ckpt:format_version");
  EXPECT_EQ(places.back(), "kill@end; version[ckpt:format_version]@resume1");
  EXPECT_EQ(places.front(), "kill@after:rename(ckpt); version[ckpt:format_version]@resume1");
}

TEST(Inputs, AreTakenByNameAndOrder) {
  const PlannedGround ground = pipeline();
  EXPECT_THAT(usual(ground, "late-input"), ElementsAre("in/a"));
  EXPECT_THAT(usual(ground, "poison"), ElementsAre("in/b", "in/a"));
  EXPECT_THAT(planned(ground, "poison", "in/*"), ElementsAre("poison[in/*]@every"));
  EXPECT_EQ(planned(ground, "late-input", "in/a").back(), "kill@end; late-input[in/a]@resume1");
}

TEST(Inputs, ThatStandAloneOrAreCodeAreNoItems) {
  const PlannedGround ground(
      Trace(),
      {"job.sh", "lib/a.py", "lib/b.py", "lib/c.py", "config", "in/2.csv", "in/1.csv", "in/README"},
      {}, {});
  EXPECT_THAT(usual(ground, "poison"), ElementsAre("in/2.csv", "in/1.csv"));
  EXPECT_THAT(usual(ground, "late-input"), ElementsAre("in/1.csv"));
  const PlannedGround alone(Trace(), {"config.toml", "in/1.csv"}, {}, {});
  EXPECT_THAT(usual(alone, "poison"), IsEmpty());
}

TEST(Inputs, AreLateInRunsThatReachThePosition) {
  const PlannedGround ground = pipeline();
  const std::vector<std::string> places = planned(ground, "late-input", "in/a");
  EXPECT_EQ(places.front(), "kill@event(1); late-input[in/a]@resume1");
  EXPECT_THAT(places, SizeIs(6));
}

TEST(Inputs, OfOddNamesAreQuotedOrLeftOut) {
  const PlannedGround ground(Trace(), {"a*]", "b,as=c", "d"}, {}, {});
  EXPECT_THAT(usual(ground, "poison"), ElementsAre("a\\*]", "b,as=c", "d"));
  EXPECT_THAT(planned(ground, "poison", "a\\*]"), ElementsAre("poison[a\\\\*\\]]@every"));
  EXPECT_THAT(usual(ground, "late-input"), ElementsAre("a*]"));
}

TEST(PathClass, LeavesOutNumbers) {
  EXPECT_EQ(faults::path_class("run-12/part.0007.csv"), "run-#/part.#.csv");
  EXPECT_EQ(faults::path_class(""), "");
}

RC_GTEST_PROP(Spread, HoldsTheEndsAndNothingTwice, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(0, 500);
  const auto at_most = *rc::gen::inRange<std::size_t>(1, 100);
  const std::vector<std::size_t> chosen = faults::spread(count, at_most);
  RC_ASSERT(chosen.size() == std::min(count, at_most));
  RC_ASSERT(std::set<std::size_t>(chosen.begin(), chosen.end()).size() == chosen.size());
  if (count > 0) RC_ASSERT(chosen.front() == 0U);
  if (at_most > 1 && count > 0) RC_ASSERT(chosen.back() == count - 1);
}

// Parameters that a user may give on any run.
const std::vector<std::pair<std::string_view, std::string>> given{
    {"errno", "EBADF"},   {"library", "libc/mm/malloc"}, {"failpoint", "p"},
    {"command", "true"},  {"version", "out.csv:a"},      {"truncate", "out.csv:3"},
    {"empty", "out.csv"}, {"late-input", "out.csv"},     {"stall", "main/2"},
};

void check_plan(const PlannedGround& ground, const Fault& fault, const std::string& parameter) {
  RC_ASSERT(fault.problem(parameter) == "");
  for (const CrashSchedule& schedule : fault.schedules(ground.ground(), parameter)) {
    RC_ASSERT(parse_schedule(to_string(schedule)) == schedule);
    bool is_about_it = false;
    for (const ScheduleStep& step : schedule.steps) {
      RC_ASSERT(problem_with(step) == "");
      is_about_it = is_about_it || step.fault == fault.name;
      const bool in_first_run = step.run == 0;
      if (in_first_run) RC_ASSERT(resolve(step.position, ground.trace()).reached);
    }
    RC_ASSERT(is_about_it);
  }
}

RC_GTEST_PROP(Plans, OfAnyTraceAreSchedulesThatResolve,
              (const Trace& trace, const std::vector<std::string>& inputs)) {
  PlannedGround::Contents contents;
  for (const Event& event : trace.events) {
    contents[subject_path(event)] =
        *rc::gen::element<std::string>("", "{\"version\": 1}", "version=2\nVERSION: 3", "\x01\x02");
  }
  const PlannedGround ground(trace, inputs, {}, contents);
  for (const Fault& fault : fault_catalogue()) {
    // Power loss has models and tests of its own.
    if (fault.schedules == nullptr || fault.name == "power-loss") continue;
    if (fault.usual != nullptr) {
      for (const std::string& parameter : fault.usual(ground.ground())) {
        check_plan(ground, fault, parameter);
      }
    }
  }
  for (const auto& [name, parameter] : given) check_plan(ground, fault_named(name), parameter);
}

RC_GTEST_PROP(Plans, StayBelowTheirBounds, ()) {
  Trace trace;
  const auto count = *rc::gen::inRange(0, 1500);
  for (int i = 0; i < count; ++i) {
    Event write = write_event("f" + std::string(1 + i % 26, 'x'), 0, 10);
    write.process = i % 3 == 0 ? "main" : "main/" + std::to_string(i % 40);
    trace.events.push_back(std::move(write));
  }
  const PlannedGround ground(std::move(trace), {}, {}, {});
  for (const Fault& fault : fault_catalogue()) {
    if (fault.usual == nullptr || fault.name == "power-loss") continue;
    const std::size_t most =
        fault.name == "clock" ? faults::most_changed_states + 1 : faults::most_live_places;
    for (const std::string& parameter : fault.usual(ground.ground())) {
      RC_ASSERT(fault.schedules(ground.ground(), parameter).size() <= most);
    }
  }
}

}  // namespace
}  // namespace crashproof::testing
