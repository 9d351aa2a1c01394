// Walks the tried points in order and closes a window where a point passes or fails otherwise.
#include "harness/diagnose/windows.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace crashproof {
namespace {

// In order of precedence: a resume that does not end says nothing of its state. Loss and change
// are one kind, since a rewrite in place truncates, tears and completes within a few events.
enum class Kind : std::uint8_t { hangs, fails, loss, duplicates, extra };

bool is_violated(const JudgedTrial& trial) {
  return std::any_of(trial.verdicts.begin(), trial.verdicts.end(),
                     [](const Verdict& verdict) { return verdict.outcome == Outcome::violated; });
}

bool passes(const JudgedTrial& trial) {
  return !trial.verdicts.empty() &&
         std::all_of(trial.verdicts.begin(), trial.verdicts.end(),
                     [](const Verdict& verdict) { return verdict.outcome == Outcome::holds; });
}

std::optional<Kind> kind_of(Difference::Class what) {
  switch (what) {
    case Difference::Class::lost:
    case Difference::Class::older:
    case Difference::Class::torn:
    case Difference::Class::altered:
      return Kind::loss;
    case Difference::Class::duplicated:
      return Kind::duplicates;
    case Difference::Class::extra:
      return Kind::extra;
    case Difference::Class::litter:
      break;
  }
  return std::nullopt;
}

// What of the final state breaks a promise.
bool counts(const Difference& difference) {
  return kind_of(difference.what).has_value() && !difference.dedupable;
}

Kind kind_of(const Evidence& evidence) {
  if (!evidence.resumes.empty() && !evidence.accepted_exit) {
    const RunExit& last = evidence.resumes.back().exit;
    if (last.how == RunExit::How::timed_out) return Kind::hangs;
    if (!last.succeeded()) return Kind::fails;
  }
  Kind kind = Kind::extra;
  for (const Difference& difference : evidence.differences) {
    if (counts(difference)) kind = std::min(kind, *kind_of(difference.what));
  }
  return kind;
}

// The better example: a gap, then the one with more that is wrong.
std::pair<bool, std::uint64_t> telling(const Evidence& evidence) {
  std::uint64_t units = 0;
  for (const Difference& difference : evidence.differences) {
    if (counts(difference)) units += difference.count;
  }
  return {evidence.point && !evidence.point->cut_bytes, units};
}

// Failing trials of one kind, in order of their points; never empty.
using Window = std::vector<const JudgedTrial*>;

bool is_cut(const JudgedTrial& trial) {
  return trial.evidence.point->cut_bytes.has_value();
}

bool only_cuts(const Window& window) {
  return std::all_of(window.begin(), window.end(),
                     [](const auto* trial) { return is_cut(*trial); });
}

// Cuts of two writes are two windows, even if the gap between them was not tried. Cuts of one write
// are one window even if they fail differently: where a record happens to end decides about that.
bool continues(const Window& window, const JudgedTrial& next) {
  const bool same_kind = kind_of(window.back()->evidence) == kind_of(next.evidence);
  if (!is_cut(next) || !only_cuts(window)) return same_kind;
  return window.back()->evidence.point->after == next.evidence.point->after;
}

Finding finding_of(const Window& window) {
  Finding finding;
  finding.status = Finding::Status::replayed;
  // max_element keeps the first of equals, which is the earliest point.
  const JudgedTrial& example = **std::max_element(
      window.begin(), window.end(),
      [](const auto* a, const auto* b) { return telling(a->evidence) < telling(b->evidence); });
  std::set<std::string> checks;
  for (const JudgedTrial* trial : window) {
    for (const Verdict& verdict : trial->verdicts) {
      if (verdict.outcome != Outcome::violated || !checks.insert(verdict.check).second) continue;
      finding.checks.push_back(verdict.check);
    }
  }
  for (const Verdict& verdict : example.verdicts) {
    if (verdict.outcome == Outcome::violated) finding.verdicts.push_back(verdict);
  }
  if (example.evidence.point) {
    finding.first = *window.front()->evidence.point;
    finding.last = *window.back()->evidence.point;
    finding.only_cuts = only_cuts(window);
  }
  finding.points = window.size();
  finding.schedule = example.evidence.schedule;
  finding.example = example.evidence;
  return finding;
}

}  // namespace

std::vector<Finding> failing_windows(const std::vector<JudgedTrial>& trials) {
  std::vector<const JudgedTrial*> at_points;
  for (const JudgedTrial& trial : trials) {
    if (trial.evidence.point) at_points.push_back(&trial);
  }
  std::stable_sort(at_points.begin(), at_points.end(), [](const auto* a, const auto* b) {
    return *a->evidence.point < *b->evidence.point;
  });

  std::vector<Finding> findings;
  Window window;
  const auto close = [&] {
    if (!window.empty()) findings.push_back(finding_of(window));
    window.clear();
  };
  for (const JudgedTrial* trial : at_points) {
    if (passes(*trial)) close();
    if (!is_violated(*trial)) continue;
    if (!window.empty() && !continues(window, *trial)) close();
    window.push_back(trial);
  }
  close();
  for (const JudgedTrial& trial : trials) {
    if (!trial.evidence.point && is_violated(trial)) findings.push_back(finding_of({&trial}));
  }
  return findings;
}

}  // namespace crashproof
