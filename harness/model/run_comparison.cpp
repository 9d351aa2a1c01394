// Pairs findings off, first by the whole fingerprint, then by the cause alone: code moves.
#include "harness/model/run_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "harness/model/finding_identity.h"
#include "harness/model/printable.h"

namespace crashproof {
namespace {

using Identity = std::string (*)(const Finding& finding);

std::vector<std::size_t> all_of(const std::vector<Finding>& findings) {
  std::vector<std::size_t> numbers(findings.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
  return numbers;
}

// Moves pairs that are alike from the two lists to `ongoing`.
void pair_off(const Report& before, const Report& after, Identity identity, RunComparison& result) {
  std::erase_if(result.resolved, [&](std::size_t old) {
    const std::string wanted = identity(before.findings[old]);
    const auto same = std::ranges::find_if(result.fresh, [&](std::size_t number) {
      return identity(after.findings[number]) == wanted;
    });
    if (same == result.fresh.end()) return false;
    result.ongoing.emplace_back(old, *same);
    result.fresh.erase(same);
    return true;
  });
}

// By name: parameters such as models and errno differ between runs that try the same.
std::set<std::string> tried_faults(const Report& report) {
  std::set<std::string> faults;
  if (report.faults.empty() && report.coverage.tried > 0) faults.insert("kill");
  for (const FaultCoverage& row : report.faults)
    if (row.tried > 0) faults.insert(row.fault.substr(0, row.fault.find('[')));
  return faults;
}

void set_aside_not_tried(const Report& before, const Report& after, RunComparison& result) {
  const std::set<std::string> tried = tried_faults(after);
  std::erase_if(result.resolved, [&](std::size_t number) {
    const std::string& fault = before.findings[number].fault;
    const bool was_tried = tried.contains(fault.substr(0, fault.find('[')));
    if (!was_tried) result.not_tried.push_back(number);
    return !was_tried;
  });
}

std::string extent(const Report& report) {
  const Coverage& coverage = report.coverage;
  return fmt::format("{} of {} states", coverage.tried, coverage.states);
}

std::string listed(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + printable(name);
  return text.empty() ? "nothing" : text;
}

bool is_partial(const Report& report) {
  return report.coverage.tried < report.coverage.states;
}

// What came to no verdict may hide a finding, also beside others.
bool is_decided(const Report& report) {
  const ExitCode exit = exit_code(report);
  const bool untested = std::ranges::any_of(report.faults, &FaultCoverage::untested);
  return report.stage == Stage::judged && !untested && trials_undecided(report) == 0 &&
         (exit == ExitCode::no_finding || exit == ExitCode::findings);
}

void add_remarks(const Report& before, const Report& after, std::vector<std::string>& remarks) {
  const auto differ = [&remarks](std::string_view what, const std::string& one,
                                 const std::string& other) {
    if (one != other) remarks.push_back(fmt::format("{}: {} before, {} now", what, one, other));
  };
  differ("other commands", shell_quoted(before.subject.command),
         shell_quoted(after.subject.command));
  if (before.subject.resume != after.subject.resume)
    remarks.emplace_back("the job is resumed by another command");
  if (before.subject.comparison != after.subject.comparison)
    remarks.emplace_back(
        "final states are compared by other rules (--key, --dedup, --ignore, --state)");
  if (is_partial(before) || is_partial(after)) differ("coverage", extent(before), extent(after));
  differ("faults that were tried", listed(tried_faults(before)), listed(tried_faults(after)));
  for (const auto& [report, which] : {std::pair(&before, "first"), std::pair(&after, "second")}) {
    if (!is_decided(*report))
      remarks.push_back(fmt::format("the {} run is not decided in full (exit {})", which,
                                    static_cast<int>(exit_code(*report))));
  }
}

}  // namespace

ExitCode RunComparison::exit() const {
  if (!fresh.empty()) return ExitCode::findings;
  return undecided ? ExitCode::undecided : ExitCode::no_finding;
}

RunComparison compared(const Report& before, const Report& after) {
  RunComparison result;
  result.resolved = all_of(before.findings);
  result.fresh = all_of(after.findings);
  for (const Identity identity : std::array<Identity, 2>{fingerprint, cause_fingerprint})
    pair_off(before, after, identity, result);
  std::ranges::sort(result.ongoing, {}, &std::pair<std::size_t, std::size_t>::second);
  set_aside_not_tried(before, after, result);
  add_remarks(before, after, result.remarks);
  result.undecided = !is_decided(after);
  return result;
}

}  // namespace crashproof
