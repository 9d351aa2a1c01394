// One case a finding, one for each fault without any, one for the crash-free runs, and what a gate
// asks for.
#include "reports/test_cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "harness/model/printable.h"
#include "reports/account.h"
#include "reports/consequence.h"
#include "reports/gate_wording.h"
#include "reports/headline.h"
#include "reports/wording.h"

namespace crashproof::reports {
namespace {

using Outcome = TestCase::Outcome;

std::string group_of(const std::string& fault) {
  return "crashproof." + printable(fault);
}

TestCase case_of_the_baseline(const Report& report) {
  TestCase result{
      "crashproof.baseline", "two crash-free runs agree", Outcome::passed, "", "", nullptr};
  if (report.baseline_problem.empty()) return result;
  result.outcome = Outcome::error;
  result.message = printable(report.baseline_problem);
  result.details = printable(report.baseline_advice);
  return result;
}

std::string name_of_finding(const Finding& finding) {
  const std::string about = listed(subjects_of(finding));
  return cause_of(finding) + ": " + (about.empty() ? consequences(finding) : about);
}

std::string without_last_break(std::string lines) {
  if (lines.ends_with('\n')) lines.pop_back();
  return lines;
}

TestCase case_of(const Report& report, std::size_t number) {
  const Finding& finding = report.findings[number];
  return {group_of(finding.fault),
          name_of_finding(finding),
          Outcome::failed,
          headline_of(finding),
          without_last_break(finding_text(report, number)),
          &finding};
}

// Under the name that it has where it is not accepted, so that CI keeps one history of it.
TestCase case_of(const Report& report, const AcceptedFinding& accepted) {
  const Finding& finding = accepted.finding;
  return {group_of(finding.fault),
          name_of_finding(finding),
          Outcome::accepted,
          "accepted: " + acceptance_of(accepted),
          without_last_break(accepted_text(report, accepted)),
          &finding};
}

// What became of the trials of a fault, findings apart.
TestCase case_of(const FaultCoverage& row, std::string name) {
  TestCase result{group_of(row.fault), std::move(name), Outcome::passed, "", "", nullptr};
  const bool undecided = row.inconclusive > 0 || row.untested;
  if (row.tried > 0 && !undecided) return result;
  result.outcome = undecided || row.planned > 0 ? Outcome::error : Outcome::skipped;
  result.message = fault_sentence(row);
  return result;
}

// Sudden death alone: the coverage is all that is known of it.
FaultCoverage row_of_kills(const Coverage& coverage) {
  FaultCoverage row;
  row.fault = "kill";
  row.tried = coverage.tried + coverage.random_tried;
  row.inconclusive = coverage.inconclusive;
  row.planned = std::max(coverage.states, row.tried + row.inconclusive);
  row.violations = coverage.violations;
  return row;
}

void add_faults(const Report& report, std::vector<TestCase>& cases) {
  std::vector<FaultCoverage> rows = report.faults;
  if (rows.empty()) rows.push_back(row_of_kills(report.coverage));
  std::set<std::string> with_finding;
  for (const Finding& finding : report.findings) with_finding.insert(finding.fault);
  for (const AcceptedFinding& accepted : report.accepted)
    with_finding.insert(accepted.finding.fault);
  for (const FaultCoverage& row : rows) {
    if (!with_finding.contains(row.fault))
      cases.push_back(case_of(row, "no finding"));
    else if (row.inconclusive > 0 || row.untested)
      cases.push_back(case_of(row, "every trial is decided"));
  }
  for (std::size_t i = 0; i < report.findings.size(); ++i) cases.push_back(case_of(report, i));
  for (const AcceptedFinding& accepted : report.accepted)
    cases.push_back(case_of(report, accepted));
}

// What a gate demands beyond the findings, and what it leaves out.
void add_gate(const Report& report, std::vector<TestCase>& cases) {
  const std::string shortfall = gate_shortfall(report);
  if (report.least_coverage > 0)
    cases.push_back({"crashproof.coverage", "as many distinct states as demanded come to a verdict",
                     lacks_coverage(report) ? Outcome::error : Outcome::passed,
                     lacks_coverage(report) ? shortfall : "", "", nullptr});
  if (report.not_begun.at_violation && report.findings.empty())
    cases.push_back({"crashproof.campaign", "goes on after what does not count", Outcome::error,
                     shortfall, "", nullptr});
  std::map<std::string, std::uint64_t> left_out;
  for (const std::string& code : report.not_asked_for) ++left_out[printable(code)];
  for (const auto& [code, count] : left_out)
    cases.push_back({"crashproof.only", code, Outcome::skipped,
                     counted(count, "finding") + ", not asked for", "", nullptr});
}

// What ended the campaign before there was a verdict, or instead of one.
TestCase case_of_the_end(const Report& report, std::string name) {
  return {"crashproof.campaign",
          std::move(name),
          Outcome::error,
          closing_sentence(report),
          "",
          nullptr};
}

constexpr std::array outcomes_of_replays = {
    std::pair{ExitCode::no_finding, Outcome::passed},
    std::pair{ExitCode::findings, Outcome::failed},
};

TestCase case_of_the_replay(const Report& report) {
  TestCase result{"crashproof.replay", printable(report.replay->evidence.schedule),
                  Outcome::error,      closing_sentence(report),
                  plain_text(report),  nullptr};
  if (report.replay->only_looked_at && report.replay->reached) result.outcome = Outcome::skipped;
  for (const auto& [exit, outcome] : outcomes_of_replays)
    if (exit == exit_code(report) && !report.replay->only_looked_at) result.outcome = outcome;
  return result;
}

// Names may meet where findings differ in what names leave out.
void make_names_distinct(std::vector<TestCase>& cases) {
  std::map<std::pair<std::string, std::string>, std::size_t> seen;
  for (TestCase& each : cases) {
    const std::size_t count = ++seen[{each.group, each.name}];
    if (count > 1) each.name += fmt::format(" ({})", count);
  }
}

}  // namespace

std::vector<TestCase> test_cases(const Report& report) {
  std::vector<TestCase> cases{case_of_the_baseline(report)};
  const ExitCode exit = exit_code(report);
  if (report.interrupted) {
    cases.push_back(case_of_the_end(report, "runs to its end"));
  } else if (!report.baseline_problem.empty()) {
    return cases;
  } else if (report.replay) {
    cases.push_back(case_of_the_replay(report));
    return cases;
  } else if (exit == ExitCode::no_crash_point) {
    cases.push_back(case_of_the_end(report, "the job changes a file"));
    return cases;
  } else if (report.stage != Stage::judged) {
    cases.push_back(case_of_the_end(report, "is judged"));
    return cases;
  }
  add_faults(report, cases);
  add_gate(report, cases);
  make_names_distinct(cases);
  return cases;
}

}  // namespace crashproof::reports
