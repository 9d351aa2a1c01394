// What a report's map is drawn from: rows of the run, rows of trials, windows of findings.
#include "harness/campaign/crash_map.h"

#include <gtest/gtest.h>

#include "harness/plan/crash_points.h"
#include "tests/plan/events.h"

namespace crashproof {
namespace {

// A checkpoint that is replaced, then a row and its fsync.
Trace batch_trace() {
  return trace_of({event(EventKind::create, "ckpt.tmp"),
                   event(EventKind::rename, "ckpt.tmp", "ckpt"), write_event("out.csv", 0, 10),
                   event(EventKind::fsync, "out.csv")});
}

JudgedTrial trial_at(const CrashPoint& point, const std::string& schedule, Outcome outcome) {
  JudgedTrial trial;
  trial.evidence.fault = "kill";
  trial.evidence.schedule = schedule;
  trial.evidence.point = point;
  trial.verdicts = {{"no-loss", outcome, outcome == Outcome::holds ? "" : "a row is lost"}};
  return trial;
}

struct Made {
  Trace trace = batch_trace();
  std::set<std::string> unstable;
  std::vector<CrashStateClass> states = distinct_states(trace, crash_points(trace, Cuts::none));
  std::vector<JudgedTrial> trials{
      trial_at({0, {}}, "kill@start", Outcome::holds),
      trial_at({1, {}}, "kill@after:create(ckpt.tmp)", Outcome::holds),
      trial_at({2, {}}, "kill@after:rename(ckpt)", Outcome::violated),
      trial_at({3, {}}, "kill@after:write(out.csv)", Outcome::violated),
  };
  KnownFiles known{{}, true};

  Made() {
    FileHistory checkpoint;
    checkpoint.path = "ckpt";
    checkpoint.role = Role::checkpoint;
    FileHistory rows;
    rows.path = "out.csv";
    rows.role = Role::log;
    known.files = {checkpoint, rows};
  }

  CrashMap map() const {
    const MapGround ground{trace, unstable, states};
    CrashMap made = map_of_trials(ground, trials);
    add_run(made, ground, known);
    return made;
  }
};

Finding finding_of(const std::vector<std::string>& schedules) {
  Finding finding;
  finding.all_windows = {{{2, {}}, {3, {}}, schedules}};
  return finding;
}

TEST(CrashMap, EachEventIsDrawnByWhatItDoesToWhatSortOfFile) {
  const CrashMap map = Made().map();
  ASSERT_EQ(map.events.size(), 4U);
  EXPECT_EQ(map.events[0].glyph, CrashMap::Glyph::name);
  EXPECT_EQ(map.events[1].glyph, CrashMap::Glyph::checkpoint);
  EXPECT_EQ(map.events[2].glyph, CrashMap::Glyph::data);
  EXPECT_EQ(map.events[3].glyph, CrashMap::Glyph::durable);
  EXPECT_EQ(map.paths[map.events[1].path].path, "ckpt");
  EXPECT_EQ(map.files[map.paths[map.events[2].path].file].role, Role::log);
}

TEST(CrashMap, APointThatLeavesTheSameFilesNamesTheOneThatIsTried) {
  const CrashMap map = Made().map();
  ASSERT_EQ(map.points.size(), 5U);
  EXPECT_EQ(map.points[4].equal_to, 3U);
  for (std::uint32_t i = 0; i < 4; ++i) EXPECT_EQ(map.points[i].equal_to, i);
}

TEST(CrashMap, ACompanionBelongsToItsDatabase) {
  Made made;
  made.trace = trace_of({write_event("a.db", 0, 10), write_event("a.db-wal", 0, 10)});
  made.states = distinct_states(made.trace, crash_points(made.trace, Cuts::none));
  made.trials.clear();
  FileHistory database;
  database.path = "a.db";
  database.companions = {"a.db-wal"};
  made.known.files = {database};
  const CrashMap map = made.map();
  EXPECT_EQ(map.paths[map.events[0].path].file, map.paths[map.events[1].path].file);
  EXPECT_NE(map.events[0].path, map.events[1].path);
}

TEST(CrashMap, TrialsComeInOrderOfFaultAndPlace) {
  Made made;
  JudgedTrial other =
      trial_at({2, {}}, "interrupt[TERM]@after:rename(ckpt)", Outcome::inconclusive);
  other.evidence.fault = "interrupt[TERM]";
  other.evidence.point.reset();
  other.evidence.fault_happened = false;
  made.trials.insert(made.trials.begin(), other);
  const CrashMap map = made.map();
  ASSERT_EQ(map.trials.size(), 5U);
  EXPECT_EQ(map.faults, (std::vector<std::string>{"kill", "interrupt[TERM]"}));
  EXPECT_EQ(map.trials[0].place, (CrashPoint{0, {}}));
  // Its place follows from its schedule.
  EXPECT_EQ(map.trials[4].place, (CrashPoint{2, {}}));
  EXPECT_EQ(map.trials[4].outcome, CrashMap::TrialOutcome::not_reached);
}

TEST(CrashMap, AWindowReachesAsFarAsTheFilesStayTheSame) {
  CrashMap map = Made().map();
  add_findings(map, {finding_of({"kill@after:rename(ckpt)", "kill@after:write(out.csv)"})});
  EXPECT_EQ(map.trials[1].finding, std::nullopt);
  EXPECT_EQ(map.trials[2].finding, 0U);
  ASSERT_EQ(map.windows.size(), 1U);
  EXPECT_EQ(map.windows[0].first, (CrashPoint{2, {}}));
  EXPECT_EQ(map.windows[0].last, (CrashPoint{4, {}}));
}

TEST(CrashMap, APointThatPassesPartsWindows) {
  Made made;
  made.trials[1] = trial_at({1, {}}, "kill@after:create(ckpt.tmp)", Outcome::violated);
  made.trials[2] = trial_at({2, {}}, "kill@after:rename(ckpt)", Outcome::holds);
  CrashMap map = made.map();
  add_findings(map, {finding_of({"kill@after:create(ckpt.tmp)", "kill@after:write(out.csv)"})});
  ASSERT_EQ(map.windows.size(), 2U);
  EXPECT_EQ(map.windows[0].last, (CrashPoint{1, {}}));
  EXPECT_EQ(map.windows[1].first, (CrashPoint{3, {}}));
}

TEST(CrashMap, AFindingThatKeptNoWindowsIsGivenWhatLiesBetweenItsEnds) {
  CrashMap map = Made().map();
  Finding finding;
  finding.first = {2, {}};
  finding.last = {2, {}};
  finding.example.point = finding.first;
  add_findings(map, {finding});
  EXPECT_EQ(map.trials[2].finding, 0U);
  // Of another cause, and nobody says of which.
  EXPECT_EQ(map.trials[3].finding, std::nullopt);
}

TEST(CrashMap, FindingsPlaceTheirTwoEventsInTheCode) {
  CrashMap map = Made().map();
  Finding finding = finding_of({"kill@after:rename(ckpt)"});
  finding.diagnosis.opener = 1;
  finding.diagnosis.closer = 2;
  finding.opener_site = "load.py:7";
  finding.closer_site = "load.py:8";
  add_findings(map, {finding});
  EXPECT_EQ(map.sites[map.events[1].site], "load.py:7");
  EXPECT_EQ(map.sites[map.events[2].site], "load.py:8");
  EXPECT_EQ(map.sites[map.events[0].site], "");
}

}  // namespace
}  // namespace crashproof
