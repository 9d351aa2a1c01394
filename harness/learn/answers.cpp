// One row an answer.
#include "harness/learn/answers.h"

#include <algorithm>
#include <array>

namespace crashproof::learn {
namespace {

std::set<std::string> first_event(const Report& report) {
  const auto first = std::min_element(
      report.findings.begin(), report.findings.end(),
      [](const Finding& left, const Finding& right) { return left.first < right.first; });
  if (first == report.findings.end() || first->opened_by.empty()) return {};
  return {first->opened_by};
}

std::set<std::string> redone_items(const Report& report) {
  if (!report.redo || !report.redo->in_items) return {};
  return {std::to_string(report.redo->max_items)};
}

std::set<std::string> lost(const Report& report) {
  std::uint64_t count = 0;
  if (!report.findings.empty()) {
    for (const Difference& difference : report.findings.front().example.differences)
      if (difference.what == Difference::Class::lost) count += difference.count;
  }
  return {std::to_string(count)};
}

std::set<std::string> lost_file(const Report& report) {
  std::set<std::string> paths;
  if (report.findings.empty()) return paths;
  for (const Difference& difference : report.findings.front().example.differences)
    if (difference.what == Difference::Class::lost) paths.insert(difference.path);
  return paths;
}

// Without other faults a report has no rows of faults: then all trials are kills.
std::set<std::string> harmful_kills(const Report& report) {
  const auto kills = std::find_if(report.faults.begin(), report.faults.end(),
                                  [](const FaultCoverage& fault) { return fault.fault == "kill"; });
  return {std::to_string(kills == report.faults.end() ? report.coverage.violations
                                                      : kills->violations)};
}

struct Row {
  std::string_view name;
  std::set<std::string> (*from)(const Report& report);
};
constexpr std::array rows = {
    Row{"first-event", first_event}, Row{"redone-items", redone_items},   Row{"lost", lost},
    Row{"lost-file", lost_file},     Row{"harmful-kills", harmful_kills},
};

const Row* row_named(std::string_view name) {
  const auto* found =
      std::find_if(rows.begin(), rows.end(), [name](const Row& row) { return row.name == name; });
  return found == rows.end() ? nullptr : found;
}

}  // namespace

bool is_answer(std::string_view name) {
  return row_named(name) != nullptr;
}

std::set<std::string> answer_from(std::string_view name, const Report& report) {
  const Row* row = row_named(name);
  return row == nullptr ? std::set<std::string>() : row->from(report);
}

std::set<std::string> codes_of(const Report& report) {
  std::set<std::string> codes;
  for (const Finding& finding : report.findings)
    codes.insert(finding.diagnosis.code.empty() ? "no code" : finding.diagnosis.code);
  return codes;
}

}  // namespace crashproof::learn
