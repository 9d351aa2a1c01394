// Sentences, and the table of next steps by exit code.
#include "reports/gate_wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/model/printable.h"
#include "reports/consequence.h"
#include "reports/wording.h"

namespace crashproof::reports {
namespace {

std::string percent(double share) {
  constexpr double all = 100;
  return fmt::format("{:.3g} %", share * all);
}

std::string after_undecided(const Report& report) {
  if (report.not_begun.at_violation)
    return "Next: the same command with --continue and without --fail-fast tries the rest.";
  if (report.not_begun.trials > 0)
    return "Next: the same command with --continue goes on; a larger --budget tries more at once.";
  if (lacks_coverage(report) && trials_undecided(report) == 0)
    return "Next: a larger --sample, or none, tries more.";
  if (trials_undecided(report) > 0)
    return "Next: see to what stands under Undecided, then --continue tries those again; resumes "
           "that ran out of time may need a longer --time-limit.";
  return "Next: crashproof probe with the same options says what there is to try.";
}

}  // namespace

std::string acceptance_of(const AcceptedFinding& accepted) {
  const std::string until =
      accepted.until.empty() ? "" : fmt::format(" (until {})", printable(accepted.until));
  return printable(accepted.reason) + until;
}

std::vector<std::string> accepted_rows(const Report& report) {
  std::vector<std::string> rows;
  for (const AcceptedFinding& accepted : report.accepted) {
    const std::string until =
        accepted.until.empty() ? "" : fmt::format("; until {}", accepted.until);
    const Finding& finding = accepted.finding;
    const std::string heading =
        finding.diagnosis.code.empty() ? "unclassified" : heading_of(finding, 0, 1);
    rows.push_back(fmt::format("{}: {}, {} ({}{})", heading, consequences(finding),
                               extent_of(finding), accepted.reason, until));
  }
  return rows;
}

std::string not_asked_for(const Report& report) {
  const std::vector<std::string>& codes = report.not_asked_for;
  if (codes.empty()) return "";
  std::set<std::string> distinct;
  for (const std::string& code : codes) distinct.insert(printable(code));
  return fmt::format("{} of other codes ({})", counted(codes.size(), "finding"),
                     listed({distinct.begin(), distinct.end()}));
}

std::string not_begun_text(const Report& report) {
  const NotBegun& rest = report.not_begun;
  if (rest.trials == 0) return "";
  return fmt::format("{}; {} {} not begun", printable(rest.why), counted(rest.trials, "trial"),
                     rest.trials == 1 ? "was" : "were");
}

std::string gate_shortfall(const Report& report) {
  if (report.not_begun.at_violation) return "the violation that ended the trials does not count";
  if (!lacks_coverage(report)) return "";
  const double states = static_cast<double>(std::max<std::uint64_t>(report.coverage.states, 1));
  return fmt::format("{} of the distinct states came to a verdict, and {} are demanded",
                     percent(static_cast<double>(report.coverage.tried) / states),
                     percent(report.least_coverage));
}

std::string next_step(const Report& report) {
  switch (exit_code(report)) {
    case ExitCode::undecided:
      return report.replay ? "" : after_undecided(report);
    case ExitCode::no_baseline:
      return printable(report.baseline_advice);
    case ExitCode::no_crash_point:
      return "Next: crashproof probe says what the command touches; --workspace DIR names the "
             "directory that it works in.";
    case ExitCode::not_reproduced:
      return "Next: crashproof trace show lists the events that there are now; crashproof audit "
             "finds where it fails now.";
    default:
      return "";
  }
}

}  // namespace crashproof::reports
