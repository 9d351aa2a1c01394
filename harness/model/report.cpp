// The exit code that a Report amounts to.
#include "harness/model/report.h"

#include <algorithm>

namespace crashproof {
namespace {

bool any(const std::vector<Verdict>& verdicts, Outcome outcome) {
  return std::any_of(verdicts.begin(), verdicts.end(),
                     [outcome](const Verdict& verdict) { return verdict.outcome == outcome; });
}

std::uint64_t sum(const std::vector<FaultCoverage>& faults, std::uint64_t FaultCoverage::*count) {
  std::uint64_t total = 0;
  for (const FaultCoverage& fault : faults) total += fault.*count;
  return total;
}

ExitCode exit_code(const ReplayOutcome& replay) {
  // Whatever came of a schedule that was made for other Events, it is no verdict on that schedule.
  if (!replay.reached || replay.trace_drifted) return ExitCode::not_reproduced;
  if (replay.only_looked_at) return ExitCode::no_finding;
  if (any(replay.verdicts, Outcome::violated)) return ExitCode::findings;
  if (replay.verdicts.empty() || any(replay.verdicts, Outcome::inconclusive))
    return ExitCode::undecided;
  return ExitCode::no_finding;
}

}  // namespace

// The coverage of states and random schedules is part of the rows, if there are rows.
std::uint64_t trials_decided(const Report& report) {
  return std::max(report.coverage.tried + report.coverage.random_tried,
                  sum(report.faults, &FaultCoverage::tried));
}

std::uint64_t trials_undecided(const Report& report) {
  return std::max(report.coverage.inconclusive, sum(report.faults, &FaultCoverage::inconclusive));
}

bool lacks_coverage(const Report& report) {
  return static_cast<double>(report.coverage.tried) <
         report.least_coverage * static_cast<double>(report.coverage.states);
}

ExitCode exit_code(const Report& report) {
  const Coverage& coverage = report.coverage;
  if (report.interrupted) return ExitCode::interrupted;
  if (!report.baseline_problem.empty()) return ExitCode::no_baseline;
  if (report.replay) return exit_code(*report.replay);
  // One distinct state: a kill leaves what was there before, wherever it comes.
  if (coverage.states <= 1 && report.findings.empty()) return ExitCode::no_crash_point;
  if (report.stage != Stage::judged) return ExitCode::no_finding;
  if (!report.findings.empty()) return ExitCode::findings;
  // What did not come to a verdict may hide a finding, so it never counts as a pass.
  const bool untested = std::ranges::any_of(report.faults, &FaultCoverage::untested);
  // What stopped the trials does not count after all, and all the rest is unknown.
  const bool stopped_for_nothing = report.not_begun.at_violation;
  if (untested || stopped_for_nothing || lacks_coverage(report) || trials_undecided(report) > 0 ||
      trials_decided(report) == 0)
    return ExitCode::undecided;
  return ExitCode::no_finding;
}

}  // namespace crashproof
