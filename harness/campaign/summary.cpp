// Counts and sentences for the Report.
#include "harness/campaign/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/judge/judge.h"

namespace crashproof {
namespace {

std::string rerun_note(const Baseline& baseline) {
  if (!baseline.rerun_changes_nothing) {
    return "running it again after success changes its state: see the trial at the end of the run";
  }
  if (baseline.rerun_code != 0) {
    return fmt::format(
        "a rerun after success exits {} and changes nothing, so a resume that ends "
        "like that in the right state is accepted",
        baseline.rerun_code);
  }
  return "";
}

std::vector<std::string> notes_on(const Trace& trace) {
  std::vector<std::string> notes;
  if (trace.leftover_processes > 0) {
    notes.push_back(fmt::format("{} process(es) outlived the command and were ended",
                                trace.leftover_processes));
  }
  const auto sends =
      std::count_if(trace.events.begin(), trace.events.end(),
                    [](const Event& event) { return event.kind == EventKind::send; });
  if (sends > 0) {
    notes.push_back(
        fmt::format("{} message(s) left through sockets: what they changed elsewhere is "
                    "neither put back nor compared",
                    sends));
  }
  if (trace.threads > 0 || trace.processes > 1) {
    notes.push_back(
        fmt::format("{} process(es) and {} further thread(s): other interleavings than "
                    "the recorded one were not tried",
                    trace.processes, trace.threads));
  }
  return notes;
}

void count_inconclusive(const JudgedTrial& trial, std::map<std::string, std::uint64_t>& reasons) {
  for (const Verdict& verdict : trial.verdicts) {
    if (verdict.outcome == Outcome::inconclusive) {
      ++reasons[verdict.reason];
      return;
    }
  }
  ++reasons["no check applied"];
}

}  // namespace

Report report_on_recording(const CampaignOptions& options, const RunStore& store,
                           const Surroundings& surroundings, const BaselineRuns& runs) {
  Report report;
  report.stage = Stage::recorded;
  report.subject = options.subject;
  report.run_directory = store.directory();
  report.trace_fingerprint = fingerprint(runs.trace);
  report.coverage.events = runs.trace.events.size();
  report.isolation = describe(surroundings.isolation, surroundings.workers);
  report.confinement = describe_confinement(surroundings.isolation);
  report.recorder_gaps = runs.trace.gaps;
  report.refused_writes = runs.trace.refused_writes;
  report.recording_seconds = runs.trace.exit.seconds;
  report.seed = options.seed;
  report.notes = surroundings.notes;
  if (runs.problem) {
    report.baseline_problem = runs.problem->what;
    report.baseline_advice = runs.problem->what_to_do;
    return report;
  }
  report.not_compared = runs.baseline.reasons;
  for (const std::string& ignored : options.subject.comparison.ignores) {
    report.not_compared.push_back(ignored + ": ignored as asked");
  }
  for (std::string& note : notes_on(runs.trace)) report.notes.push_back(std::move(note));
  if (std::string note = rerun_note(runs.baseline); !note.empty()) report.notes.push_back(note);
  return report;
}

void add_plan(Report& report, const TrialPlan& plan) {
  report.coverage.points = plan.points;
  report.coverage.gaps = plan.gaps;
  report.coverage.states = plan.states.size();
}

void add_trials(Report& report, const std::vector<JudgedTrial>& trials) {
  std::set<CrashPoint> decided;
  std::map<std::string, std::uint64_t> reasons;
  for (const JudgedTrial& trial : trials) {
    const Outcome outcome = overall(trial.verdicts);
    if (outcome == Outcome::inconclusive) {
      ++report.coverage.inconclusive;
      count_inconclusive(trial, reasons);
      continue;
    }
    if (outcome == Outcome::violated) ++report.coverage.violations;
    if (trial.evidence.point) {
      decided.insert(*trial.evidence.point);
    } else {
      ++report.coverage.random_tried;
    }
    for (const Difference& difference : trial.evidence.differences) {
      if (difference.what != Difference::Class::litter) continue;
      ++report.litter_trials;
      if (report.litter_example.empty()) report.litter_example = difference.path;
      break;
    }
  }
  report.coverage.tried = decided.size();
  for (const auto& [reason, count] : reasons) {
    report.inconclusive_reasons.push_back(fmt::format("{} trial(s): {}", count, reason));
  }
}

}  // namespace crashproof
