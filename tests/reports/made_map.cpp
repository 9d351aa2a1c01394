// Written as a campaign would fill it in: events, points with their states, trials, windows.
#include "tests/reports/made_map.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/reports/made_reports.h"

namespace crashproof::testing_reports {
namespace {

using Map = CrashMap;

constexpr std::uint64_t events_per_batch = 6;
constexpr std::uint64_t points_per_event = 2;
constexpr std::uint64_t failing_batches = 10;  // one in so many

// What a batch does, in order.
struct Step {
  EventKind kind;
  std::uint32_t path;
  std::uint64_t length;
};
const std::vector<Step> steps{
    {EventKind::create, 0, 0},   {EventKind::write, 0, 16}, {EventKind::rename, 1, 0},
    {EventKind::write, 2, 4096}, {EventKind::fsync, 2, 0},  {EventKind::output, 3, 12},
};

void add_events(Map& map, std::uint64_t count) {
  map.processes = {"main", "main/1"};
  map.paths = {{"ckpt.tmp", 0}, {"ckpt.json", 1}, {"out.csv", 2}, {"stdout", 3}};
  map.files = {{"ckpt.tmp", Role::temporary},
               {"ckpt.json", Role::checkpoint},
               {"out.csv", Role::log},
               {"stdout", Role::other}};
  map.calls = {"openat", "write", "rename", "fsync"};
  map.sites = {"", "load.py:7", "load.py:8"};
  map.roles_observed = true;
  for (std::uint64_t i = 0; i < count; ++i) {
    const Step& step = steps[i % events_per_batch];
    Map::EventRow row{
        step.kind, glyph_of(step.kind, map.files[step.path].role), 0, 1, step.path, 0, step.length};
    if (step.kind == EventKind::create) row.call = 0;
    if (step.kind == EventKind::rename) row.call = 2;
    if (step.kind == EventKind::fsync) row.call = 3;
    if (i == 2) row.site = 1;
    if (i == 3) row.site = 2;
    if (i % 97 == 90) row.process = 1;
    map.events.push_back(row);
  }
}

bool is_failing(const CrashPoint& point) {
  const bool between = point.after % events_per_batch == 3;
  return between && point.after / events_per_batch % failing_batches == 0;
}

// Each gap, and a cut of each write; a gap after an fsync or a message equals the one before.
void add_points(Map& map) {
  std::uint32_t same = 0;
  for (std::uint64_t after = 0; after <= map.events.size(); ++after) {
    const auto number = static_cast<std::uint32_t>(map.points.size());
    const bool changes = after == 0 || changes_files(map.events[after - 1].kind);
    if (changes) same = number;
    map.points.push_back({{after, std::nullopt}, same});
    if (after == map.events.size() || map.events[after].kind != EventKind::write) continue;
    const std::uint64_t length = map.events[after].length;
    for (const std::uint64_t cut : {std::uint64_t{1}, length / 2, length - 1})
      map.points.push_back({{after, cut}, static_cast<std::uint32_t>(map.points.size())});
  }
}

Map::TrialRow kill_at(const CrashPoint& point, std::uint64_t number) {
  Map::TrialRow row;
  row.number = number;
  row.place = point;
  const bool fails = is_failing(point);
  row.outcome = fails ? Map::TrialOutcome::fails : Map::TrialOutcome::passes;
  if (fails) row.finding = 0;
  row.note = fails ? 1 : 0;
  row.redo = Redo{point.after % 40, point.after % events_per_batch == 5 ? 3U : 1U, 1};
  row.schedule = point.cut_bytes ? fmt::format("kill@in:write(out.csv)#{}+{}", point.after / 6 + 1,
                                               *point.cut_bytes)
                                 : fmt::format("kill@after:write(out.csv)#{}", point.after / 6 + 1);
  return row;
}

void add_trials(Map& map) {
  map.faults = {"kill", "power-loss[ext4-ordered]"};
  map.notes = {"", "lost: out.csv, 100 rows, e.g. 1=0", "no verdict: the resume did not end"};
  for (std::uint32_t i = 0; i < map.points.size(); ++i) {
    if (map.points[i].equal_to != i) continue;
    map.trials.push_back(kill_at(map.points[i].point, map.trials.size()));
    if (is_failing(map.points[i].point))
      map.windows.push_back({0, 0, map.points[i].point, map.points[i].point});
  }
  for (std::uint64_t after = 0; after < map.events.size(); after += 3) {
    Map::TrialRow row = kill_at({after, std::nullopt}, map.trials.size());
    row.fault = 1;
    row.redo.reset();
    row.schedule = fmt::format("power-loss[ext4-ordered: upto write(out.csv)#{}]@event({})",
                               after / 6 + 1, after);
    if (after % 90 == 9) {
      row.outcome = Map::TrialOutcome::undecided;
      row.finding.reset();
      row.note = 2;
    }
    map.trials.push_back(row);
  }
}

}  // namespace

Report mapped_report(std::uint64_t points) {
  Report report = diagnosed_report();
  report.findings.resize(1);
  Map map;
  // Of six events two are cut in three places.
  const std::uint64_t events = std::max<std::uint64_t>(4, points / points_per_event);
  add_events(map, events);
  add_points(map);
  add_trials(map);
  Finding& finding = report.findings[0];
  finding.first = {3, std::nullopt};
  finding.first_event = 3;
  finding.last = {3, std::nullopt};
  finding.last_event = 3;
  finding.windows = map.windows.size();
  finding.points = finding.windows;
  report.coverage.events = map.events.size();
  report.coverage.points = map.points.size();
  report.coverage.gaps = map.events.size() + 1;
  report.coverage.states = static_cast<std::uint64_t>(std::ranges::count_if(
      map.trials, [](const Map::TrialRow& trial) { return trial.fault == 0; }));
  report.coverage.tried = report.coverage.states;
  report.coverage.violations = finding.windows;
  report.redo =
      RedoSummary{report.coverage.states, 3, 1, 39, 20, true, "kill@after:write(out.csv)", 2};
  report.map = std::move(map);
  return report;
}

Report hostile_mapped_report() {
  const std::string hostile =
      "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'`&amp;{{data}}"
      "\x1b]0;owned\x07\xff\xfe\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xae\x01<!--";
  Report report = mapped_report(40);
  const Report texts = hostile_report();
  report.subject.command = {"sh", "-c", hostile};
  report.subject.workspace = report.run_directory = "/srv/" + hostile;
  report.replay_options = "";
  report.findings = texts.findings;
  for (Finding& finding : report.findings) {
    finding.diagnosis.code = hostile;
    finding.mode = finding.fix = finding.opener_site = finding.opened_by = hostile;
    finding.schedule = hostile;
    finding.diagnosis.proofs = {{hostile, hostile, hostile, ""}};
  }
  report.notes = report.not_compared = report.inconclusive_reasons = {hostile};
  report.recorder_gaps = report.refused_writes = {{hostile, hostile, 1}};
  CrashMap& map = *report.map;
  for (CrashMap::PathRow& row : map.paths) row.path += hostile;
  for (CrashMap::FileRow& row : map.files) row.path += hostile;
  for (std::vector<std::string>* column :
       {&map.processes, &map.calls, &map.sites, &map.faults, &map.notes})
    for (std::string& text : *column) text += hostile;
  for (CrashMap::TrialRow& row : map.trials) row.schedule += hostile;
  return report;
}

}  // namespace crashproof::testing_reports
