// Keys of windows and of causes, and what is put together under one.
#include "harness/diagnose/causes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

namespace crashproof {
namespace {

// "rename(state/ckpt-#.json)" of the text of an Event.
using WindowKey = std::tuple<std::string, Finding::Kind, bool, std::string, std::string>;

WindowKey key_of(const Finding& finding) {
  // Without a point the schedule says best what fails.
  const bool placed = finding.example.point.has_value();
  return {finding.fault, finding.kind, finding.only_cuts,
          sort_of_path(placed ? finding.opened_by : finding.schedule),
          sort_of_path(finding.closed_by)};
}

std::string name_of_fault(const std::string& fault) {
  return fault.substr(0, fault.find('['));
}

using CauseKey = std::tuple<std::string, std::string, std::string>;

CauseKey cause_of(const Finding& finding, std::size_t number_of_class) {
  const Diagnosis& diagnosis = finding.diagnosis;
  if (diagnosis.code.empty()) return {finding.fault, "", fmt::to_string(number_of_class)};
  std::set<std::string> blamed;
  for (const std::string& path : diagnosis.blamed) blamed.insert(sort_of_path(path));
  return {name_of_fault(finding.fault), diagnosis.code, fmt::format("{}", fmt::join(blamed, "\n"))};
}

// The better example: proved rather than likely, a gap rather than a cut.
bool is_better(const Finding& candidate, const Finding& than) {
  if (candidate.diagnosis.certainty != than.diagnosis.certainty) {
    return candidate.diagnosis.certainty > than.diagnosis.certainty;
  }
  return !candidate.only_cuts && than.only_cuts;
}

void add_new(const std::vector<std::string>& checks, std::vector<std::string>& all) {
  for (const std::string& check : checks) {
    if (std::ranges::find(all, check) == all.end()) all.push_back(check);
  }
}

// The better one stays, with what both count and violate.
void join(Finding& into, Finding from) {
  if (is_better(from, into)) std::swap(into, from);
  into.points += from.points;
  into.windows += from.windows;
  std::ranges::move(from.all_windows, std::back_inserter(into.all_windows));
  into.only_cuts = into.only_cuts && from.only_cuts;
  std::vector<std::string> all = into.checks;
  add_new(into.other_checks, all);
  add_new(from.checks, all);
  add_new(from.other_checks, all);
  into.other_checks.assign(all.begin() + static_cast<std::ptrdiff_t>(into.checks.size()),
                           all.end());
}

}  // namespace

std::vector<Finding> joined_by_place(std::vector<Finding> findings) {
  std::map<std::tuple<std::string, std::string, std::string, std::string>, std::size_t> known;
  std::vector<Finding> joined;
  for (Finding& finding : findings) {
    const bool closed = !finding.closer_site.empty() || !finding.diagnosis.closer;
    const bool placed = !finding.diagnosis.code.empty() && !finding.opener_site.empty() && closed;
    const auto [at, first] = known.try_emplace(
        {name_of_fault(finding.fault), finding.diagnosis.code, finding.opener_site,
         placed ? finding.closer_site : fmt::format("#{}", joined.size())},
        joined.size());
    if (first) {
      joined.push_back(std::move(finding));
    } else {
      join(joined[at->second], std::move(finding));
    }
  }
  return joined;
}

std::vector<AlikeWindows> alike_windows(const std::vector<Finding>& windows) {
  std::map<WindowKey, std::size_t> known;
  std::vector<AlikeWindows> classes;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const auto [at, first] = known.try_emplace(key_of(windows[i]), classes.size());
    if (first) classes.emplace_back();
    classes[at->second].members.push_back(i);
  }
  for (AlikeWindows& alike : classes) {
    const std::set<std::size_t> chosen{
        alike.members.front(), alike.members[alike.members.size() / 2], alike.members.back()};
    alike.representatives.assign(chosen.begin(), chosen.end());
  }
  return classes;
}

namespace {

// What a diagnosis of another window says of one that looks like it: the cause, and no more, since
// what was proved of that one is not proved of this one.
Diagnosis shared(const Diagnosis& diagnosis) {
  Diagnosis likely = diagnosis;
  likely.certainty = std::min(likely.certainty, Certainty::likely);
  return likely;
}

// The named one that is nearest before the member, else after it; null if none of the class is.
const Diagnosis* nearest_diagnosis(const std::vector<Finding>& windows, const AlikeWindows& alike,
                                   std::size_t member) {
  const Diagnosis* nearest = nullptr;
  for (const std::size_t representative : alike.representatives) {
    const Diagnosis& diagnosis = windows[representative].diagnosis;
    const bool closer = nearest == nullptr || representative < member;
    if (!diagnosis.code.empty() && closer) nearest = &diagnosis;
  }
  return nearest;
}

}  // namespace

std::vector<Finding> joined_by_cause(std::vector<Finding> windows,
                                     const std::vector<AlikeWindows>& classes) {
  std::vector<std::size_t> class_of(windows.size());
  std::map<std::size_t, Diagnosis> inherited;
  for (std::size_t number = 0; number < classes.size(); ++number) {
    const AlikeWindows& alike = classes[number];
    for (const std::size_t member : alike.members) {
      class_of[member] = number;
      if (!windows[member].diagnosis.code.empty()) continue;
      const Diagnosis* nearest = nearest_diagnosis(windows, alike, member);
      if (nearest != nullptr) inherited.emplace(member, shared(*nearest));
    }
  }
  for (auto& [member, diagnosis] : inherited) windows[member].diagnosis = std::move(diagnosis);
  std::map<CauseKey, std::size_t> known;
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const auto [at, first] = known.try_emplace(cause_of(windows[i], class_of[i]), findings.size());
    if (first) {
      findings.push_back(std::move(windows[i]));
    } else {
      join(findings[at->second], std::move(windows[i]));
    }
  }
  return findings;
}

}  // namespace crashproof
