// Rows for trials: where each struck, what came of it, how its end differs.

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "harness/campaign/crash_map.h"
#include "harness/campaign/text_numbers.h"
#include "harness/judge/judge.h"
#include "harness/model/counted.h"
#include "harness/plan/resolve.h"

namespace crashproof {
namespace {

using TrialOutcome = CrashMap::TrialOutcome;

constexpr std::size_t most_notes = 2000;
constexpr std::size_t differences_noted = 4;

// Where a schedule first strikes. Positions are mostly those that points of the plan are named by,
// and looking these up spares a walk over the trace for each trial.
class Places {
 public:
  explicit Places(const MapGround& ground) : trace_(ground.trace) {
    const PositionNames names(ground.trace, ground.unstable_paths);
    for (const CrashStateClass& state : ground.states) {
      known_.emplace(to_string(names.position_of(state.representative)), state.representative);
      for (const CrashPoint& point : state.equal)
        known_.emplace(to_string(names.position_of(point)), point);
    }
  }

  std::optional<CrashPoint> of(const Evidence& evidence) {
    const CrashSchedule schedule = parse_schedule(evidence.schedule);
    const auto first = std::ranges::find_if(schedule.steps, [](const ScheduleStep& step) {
      return step.run == 0 && step.position.edge != Position::Edge::down;
    });
    if (first == schedule.steps.end()) return evidence.point;
    const auto [at, is_new] = known_.try_emplace(to_string(first->position));
    if (is_new) {
      const Resolved resolved = resolve(first->position, trace_);
      if (resolved.reached) at->second = resolved.point;
    }
    return at->second;
  }

 private:
  const Trace& trace_;
  std::unordered_map<std::string, std::optional<CrashPoint>> known_;
};

TrialOutcome outcome_of(const JudgedTrial& trial) {
  const Outcome outcome = overall(trial.verdicts);
  if (outcome == Outcome::holds) return TrialOutcome::passes;
  if (outcome == Outcome::violated) return TrialOutcome::fails;
  const bool happened = trial.evidence.fault_happened || !trial.evidence.trouble.empty();
  return happened ? TrialOutcome::undecided : TrialOutcome::not_reached;
}

std::string note_on(const Difference& difference) {
  std::string note =
      fmt::format("{}: {}, {}", name_of(difference.what), difference.path,
                  counted(difference.count, difference.unit.empty() ? "file" : difference.unit));
  if (!difference.examples.empty()) note += ", e.g. " + difference.examples.front();
  return note;
}

// How the end differs, or why nobody knows; one line.
std::string note_on(const JudgedTrial& trial, TrialOutcome outcome) {
  if (outcome == TrialOutcome::passes) return "";
  if (outcome == TrialOutcome::not_reached) return trial.evidence.not_happened;
  std::string note;
  const auto add = [&note](const std::string& text) { note += (note.empty() ? "" : "; ") + text; };
  for (const Difference& difference : trial.evidence.differences) {
    if (&difference - trial.evidence.differences.data() == differences_noted) {
      add("and more");
      break;
    }
    add(note_on(difference));
  }
  const Outcome told = outcome == TrialOutcome::fails ? Outcome::violated : Outcome::inconclusive;
  for (const Verdict& verdict : trial.verdicts) {
    if (verdict.outcome != told) continue;
    add(note.empty() ? verdict.check + ": " + verdict.reason : "violates " + verdict.check);
  }
  return note;
}

CrashMap::TrialRow row_of(const JudgedTrial& trial, Places& places) {
  CrashMap::TrialRow row;
  row.number = trial.evidence.trial;
  row.place = places.of(trial.evidence);
  row.outcome = outcome_of(trial);
  row.redo = trial.evidence.redo;
  row.schedule = trial.evidence.schedule;
  return row;
}

}  // namespace

CrashMap map_of_trials(const MapGround& ground, const std::vector<JudgedTrial>& trials) {
  CrashMap map;
  Places places(ground);
  map.faults = {"kill"};
  map.notes = {""};
  TextNumbers faults(map.faults);
  TextNumbers notes(map.notes);
  for (const JudgedTrial& trial : trials) {
    CrashMap::TrialRow row = row_of(trial, places);
    row.fault = faults.of(trial.evidence.fault);
    row.note = notes.of(map.notes.size() < most_notes ? note_on(trial, row.outcome)
                                                      : "not noted here: see trials.jsonl");
    map.trials.push_back(std::move(row));
  }
  std::ranges::sort(map.trials, {}, [](const CrashMap::TrialRow& row) {
    return std::tuple(row.fault, row.place, row.number);
  });
  return map;
}

}  // namespace crashproof
