// Counts and sentences for the Report.
#include "harness/campaign/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/judge/judge.h"
#include "harness/model/counted.h"

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
    notes.push_back(fmt::format("{} outlived the command and had to be ended",
                                counted(trace.leftover_processes, "process")));
  }
  const auto sends =
      std::count_if(trace.events.begin(), trace.events.end(),
                    [](const Event& event) { return event.kind == EventKind::send; });
  if (sends > 0) {
    notes.push_back(
        fmt::format("{} left through sockets: what was changed elsewhere is "
                    "neither put back nor compared",
                    counted(static_cast<std::uint64_t>(sends), "message")));
  }
  if (trace.threads > 0 || trace.processes > 1) {
    notes.push_back(
        fmt::format("{} and {}: other interleavings than the recorded one were not tried",
                    counted(trace.processes, "process"), counted(trace.threads, "further thread")));
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

// Its position was not reached, or a change could not be made.
bool is_no_trial(const JudgedTrial& trial) {
  return !trial.evidence.fault_happened && trial.evidence.trouble.empty();
}

// One row a fault: sudden death, then as planned, then what came of going deeper.
class FaultRows {
 public:
  explicit FaultRows(const TrialPlan& plan) {
    row_of("kill");
    for (const std::deque<TrialOrder>* orders : {&plan.first, &plan.orders}) {
      for (const TrialOrder& order : *orders) ++planned_[order.fault];
    }
    for (const FaultPlan& fault : plan.faults) {
      FaultCoverage& row = row_of(fault.label);
      row.planned = fault.planned;
      row.left_out = fault.note;
      row.untested = fault.untested;
      if (fault.left_out == 0) continue;
      if (!row.left_out.empty()) row.left_out += "; ";
      row.left_out += fmt::format("at least {} more", fault.left_out);
    }
    fixed_ = rows_.size();
  }

  void count(const JudgedTrial& trial, Outcome outcome) {
    FaultCoverage& row = row_of(trial.evidence.fault);
    if (outcome == Outcome::violated) ++row.violations;
    if (outcome != Outcome::inconclusive) {
      ++row.tried;
    } else if (is_no_trial(trial)) {
      ++row.not_happened;
    } else {
      ++row.inconclusive;
    }
  }

  // Empty if nothing but sudden death was tried: Coverage tells that.
  std::vector<FaultCoverage> take() {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      FaultCoverage& row = rows_[i];
      if (i == 0 || i >= fixed_)
        row.planned =
            std::max(planned_[row.fault], row.tried + row.inconclusive + row.not_happened);
    }
    return rows_.size() == 1 ? std::vector<FaultCoverage>() : std::move(rows_);
  }

 private:
  FaultCoverage& row_of(const std::string& fault) {
    const auto found = std::ranges::find(rows_, fault, &FaultCoverage::fault);
    if (found != rows_.end()) return *found;
    rows_.emplace_back().fault = fault;
    return rows_.back();
  }

  std::vector<FaultCoverage> rows_;
  std::map<std::string, std::uint64_t> planned_;
  std::size_t fixed_ = 0;
};

}  // namespace

Report report_on_recording(const CampaignOptions& options, const RunStore& store,
                           const Surroundings& surroundings, const BaselineRuns& runs) {
  Report report;
  report.stage = Stage::recorded;
  report.subject = options.subject;
  report.run_directory = store.directory();
  report.trace_fingerprint = fingerprint(runs.trace);
  report.coverage.events = event_numbers(runs.trace.events).back();
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

void add_trials(Report& report, const std::vector<JudgedTrial>& trials, const TrialPlan& plan) {
  std::set<CrashPoint> decided;
  std::map<std::string, std::uint64_t> reasons;
  FaultRows rows(plan);
  for (const JudgedTrial& trial : trials) {
    const Outcome outcome = overall(trial.verdicts);
    rows.count(trial, outcome);
    if (outcome == Outcome::inconclusive) {
      if (!is_no_trial(trial)) ++report.coverage.inconclusive;
      count_inconclusive(trial, reasons);
      continue;
    }
    if (outcome == Outcome::violated) ++report.coverage.violations;
    if (trial.evidence.fault == "kill" && trial.evidence.point) {
      decided.insert(*trial.evidence.point);
    } else if (trial.evidence.fault == random_kills) {
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
  report.faults = rows.take();
  // What nobody saw happen is unknown, and unknown is no pass.
  for (const FaultCoverage& row : report.faults) {
    if (row.tried == 0 && row.fault != regression_trials)
      report.coverage.inconclusive += row.not_happened;
  }
  for (const FaultCoverage& row : report.faults) {
    if (!row.untested) continue;
    report.inconclusive_reasons.push_back(fmt::format(
        "{}: asked for by name, but nothing of it was tested: {}", row.fault, row.left_out));
  }
  for (const auto& [reason, count] : reasons) {
    report.inconclusive_reasons.push_back(fmt::format("{}: {}", counted(count, "trial"), reason));
  }
}

}  // namespace crashproof
