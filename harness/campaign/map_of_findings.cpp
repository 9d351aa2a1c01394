// Which finding a failing trial belongs to, windows as brackets, and places in the code.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/campaign/crash_map.h"
#include "harness/campaign/places_in_code.h"
#include "harness/campaign/text_numbers.h"

namespace crashproof {
namespace {

using TrialRow = CrashMap::TrialRow;

// By fault and schedule: the trials that windows say they were made of.
std::map<std::pair<std::string, std::string>, std::uint32_t> members(
    const std::vector<Finding>& findings) {
  std::map<std::pair<std::string, std::string>, std::uint32_t> finding_of;
  for (std::uint32_t number = 0; number < findings.size(); ++number) {
    for (const FailingWindow& window : findings[number].all_windows) {
      for (const std::string& schedule : window.schedules)
        finding_of.emplace(std::pair(findings[number].fault, schedule), number);
    }
  }
  return finding_of;
}

bool spans(const Finding& finding, const TrialRow& row) {
  return finding.all_windows.empty() && finding.example.point && row.place &&
         finding.first <= *row.place && *row.place <= finding.last;
}

std::optional<std::uint32_t> spanning(const std::vector<Finding>& findings,
                                      const std::string& fault, const TrialRow& row) {
  for (std::uint32_t number = 0; number < findings.size(); ++number) {
    const Finding& finding = findings[number];
    const bool named = finding.schedule == row.schedule;
    if (finding.fault == fault && (named || spans(finding, row))) return number;
  }
  return std::nullopt;
}

void attribute(CrashMap& map, const std::vector<Finding>& findings) {
  const auto finding_of = members(findings);
  for (TrialRow& row : map.trials) {
    row.finding.reset();
    if (row.outcome != CrashMap::TrialOutcome::fails) continue;
    const std::string& fault = map.faults[row.fault];
    const auto member = finding_of.find(std::pair(fault, row.schedule));
    row.finding =
        member == finding_of.end() ? spanning(findings, fault, row) : std::optional(member->second);
  }
}

// The last point that leaves the same files as one that is tried.
std::map<CrashPoint, CrashPoint> last_equals(const CrashMap& map) {
  std::map<CrashPoint, CrashPoint> last;
  for (const CrashMap::PointRow& row : map.points)
    last.insert_or_assign(map.points[row.equal_to].point, row.point);
  return last;
}

// One finding's windows: its failing trials of one fault, without one between them that passes.
void bracket(CrashMap& map, std::uint32_t finding,
             const std::map<CrashPoint, CrashPoint>& last_equal) {
  std::optional<CrashMap::WindowRow> open;
  const auto close = [&] {
    if (!open) return;
    const auto equal = last_equal.find(open->last);
    if (equal != last_equal.end()) open->last = equal->second;
    map.windows.push_back(*open);
    open.reset();
  };
  for (const TrialRow& row : map.trials) {
    if (open && open->fault != row.fault) close();
    if (!row.place) continue;
    if (row.finding == finding) {
      if (!open) open = CrashMap::WindowRow{finding, row.fault, *row.place, *row.place};
      open->last = *row.place;
    } else if (open && row.outcome == CrashMap::TrialOutcome::passes && open->last < *row.place) {
      close();  // of one place, several power cuts are tried, of which one may pass
    }
  }
  close();
}

void add_sites(CrashMap& map, const std::vector<Finding>& findings) {
  TextNumbers sites(map.sites);
  const auto place = [&](const std::optional<std::uint64_t>& event, const std::string& site) {
    if (event && *event < map.events.size() && !site.empty())
      map.events[*event].site = sites.of(site);
  };
  for (const Finding& finding : findings) {
    place(opener_of(finding), finding.opener_site);
    place(closer_of(finding), finding.closer_site);
  }
}

}  // namespace

void add_findings(CrashMap& map, const std::vector<Finding>& findings) {
  attribute(map, findings);
  const std::map<CrashPoint, CrashPoint> last_equal = last_equals(map);
  map.windows.clear();
  for (std::uint32_t number = 0; number < findings.size(); ++number)
    bracket(map, number, last_equal);
  add_sites(map, findings);
}

}  // namespace crashproof
