// One pass over the findings, and one over the allowances for what they did not meet.
#include "harness/campaign/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <set>
#include <utility>

#include "harness/judge/path_pattern.h"
#include "harness/model/report.h"

namespace crashproof {
namespace {

// A path set aside within a file, "jobs.db#items", is about the file.
std::string file_of(const std::string& path) {
  return path.substr(0, path.find('#'));
}

// What ends otherwise; where nothing does (a resume that hangs), what is blamed for it.
std::set<std::string> harmed_files(const Finding& finding) {
  std::set<std::string> files;
  for (const Difference& difference : finding.example.differences) {
    if (difference.what != Difference::Class::litter) files.insert(file_of(difference.path));
  }
  if (files.empty()) files.insert(finding.diagnosis.blamed.begin(), finding.diagnosis.blamed.end());
  return files;
}

bool is_about(const Allowance& allowance, const Finding& finding) {
  if (allowance.code != code_of(finding)) return false;
  if (allowance.path.empty()) return true;
  const std::set<std::string> files = harmed_files(finding);
  return !files.empty() && std::ranges::all_of(files, [&allowance](const std::string& file) {
    return path_matches(allowance.path, file);
  });
}

// Dates of this form sort as they follow each other.
bool has_ended(const Allowance& allowance, const std::string& today) {
  return !allowance.until.empty() && allowance.until < today;
}

bool is_asked_for(const Gate& gate, std::string_view code) {
  return gate.only.empty() || std::ranges::find(gate.only, code) != gate.only.end();
}

}  // namespace

void pass_gate(Report& report, const Gate& gate, const std::string& today) {
  report.least_coverage = gate.least_coverage;
  std::set<const Allowance*> met;
  std::set<const Allowance*> missed;  // they would have accepted what counts, and have ended
  std::vector<Finding> counting;
  for (Finding& finding : std::exchange(report.findings, {})) {
    if (!is_asked_for(gate, code_of(finding))) {
      report.not_asked_for.emplace_back(code_of(finding));
      continue;
    }
    std::vector<const Allowance*> ended;
    const Allowance* accepting = nullptr;
    for (const Allowance& allowance : gate.allowances) {
      if (!is_about(allowance, finding)) continue;
      met.insert(&allowance);
      if (has_ended(allowance, today)) {
        ended.push_back(&allowance);
      } else if (accepting == nullptr) {
        accepting = &allowance;
      }
    }
    if (accepting == nullptr) {
      missed.insert(ended.begin(), ended.end());
      counting.push_back(std::move(finding));
    } else {
      report.accepted.push_back({std::move(finding), accepting->reason, accepting->until});
    }
  }
  report.findings = std::move(counting);
  for (const Allowance& allowance : gate.allowances) {
    if (!met.contains(&allowance) && is_asked_for(gate, allowance.code)) {
      report.notes.push_back(fmt::format("{} accepts {}, and nothing of the kind was found",
                                         allowance.place, allowance.code));
    } else if (missed.contains(&allowance)) {
      report.notes.push_back(fmt::format("{} accepted {} until {}: it counts again",
                                         allowance.place, allowance.code, allowance.until));
    }
  }
}

std::string today_in_utc() {
  const std::chrono::year_month_day today(
      std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(today.year()),
                     static_cast<unsigned>(today.month()), static_cast<unsigned>(today.day()));
}

bool is_date(std::string_view text) {
  if (text.size() != std::string_view("2027-01-31").size() || text[4] != '-' || text[7] != '-')
    return false;
  const auto number = [text](std::size_t at, std::size_t length) {
    unsigned value = 0;
    const char* const end = text.data() + at + length;
    const auto [stop, error] = std::from_chars(text.data() + at, end, value);
    return error == std::errc() && stop == end ? value : 0U;
  };
  const unsigned year = number(0, 4);
  return year > 0 && std::chrono::year_month_day(std::chrono::year(static_cast<int>(year)),
                                                 std::chrono::month(number(5, 2)),
                                                 std::chrono::day(number(8, 2)))
                         .ok();
}

}  // namespace crashproof
