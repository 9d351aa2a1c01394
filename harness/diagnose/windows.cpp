// Walks the tried points in order and closes a window where a point passes or fails otherwise.
#include "harness/diagnose/windows.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "harness/model/schedule.h"

namespace crashproof {
namespace {

using Kind = Finding::Kind;

struct KindOfCheck {
  std::string_view check;
  Kind kind;
};
constexpr std::array beside_the_state{
    KindOfCheck{"keeps-promises", Kind::promises}, KindOfCheck{"stops-in-time", Kind::stopping},
    KindOfCheck{"refuses-unknown-version", Kind::versions},
    KindOfCheck{"redo-after-stop", Kind::redo}, KindOfCheck{"redo-bound", Kind::redo}};

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
      return Kind::loss;
    case Difference::Class::duplicated:
      return Kind::duplicates;
    case Difference::Class::extra:
      return Kind::extra;
    case Difference::Class::altered:
      return Kind::altered;
    case Difference::Class::litter:
      break;
  }
  return std::nullopt;
}

// What of the final state breaks a promise.
bool counts(const Difference& difference) {
  return kind_of(difference.what).has_value() && !difference.dedupable;
}

Kind kind_of(const JudgedTrial& trial) {
  const Evidence& evidence = trial.evidence;
  if (!evidence.resumes.empty() && !evidence.accepted_exit) {
    const RunExit& last = evidence.resumes.back().exit;
    if (last.how == RunExit::How::timed_out) return Kind::hangs;
    if (!last.succeeded()) return Kind::fails;
  }
  std::optional<Kind> kind;
  for (const Difference& difference : evidence.differences) {
    if (!counts(difference)) continue;
    kind = std::min(kind.value_or(Kind::altered), *kind_of(difference.what));
  }
  for (const KindOfCheck& row : beside_the_state) {
    const bool violated =
        std::any_of(trial.verdicts.begin(), trial.verdicts.end(), [&row](const Verdict& verdict) {
          return verdict.check == row.check && verdict.outcome == Outcome::violated;
        });
    if (!kind && violated) kind = row.kind;
  }
  return kind.value_or(Kind::extra);
}

// Attributes are often set when contents are complete: beside trials that lack these, those that
// lack attributes alone are part of the same.
Kind family_of(const JudgedTrial& trial) {
  const Kind kind = kind_of(trial);
  return kind == Kind::altered ? Kind::loss : kind;
}

// The better example: one about contents, a gap, then the one with more that is wrong.
std::tuple<bool, bool, std::uint64_t> telling(const JudgedTrial& trial) {
  const Evidence& evidence = trial.evidence;
  std::uint64_t units = 0;
  for (const Difference& difference : evidence.differences) {
    if (counts(difference)) units += difference.count;
  }
  return {kind_of(trial) != Kind::altered, evidence.point && !evidence.point->cut_bytes, units};
}

// Failing trials of one family, in order of their points; never empty.
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
  const bool same_kind = family_of(*window.back()) == family_of(next);
  if (!is_cut(next) || !only_cuts(window)) return same_kind;
  return window.back()->evidence.point->after == next.evidence.point->after;
}

// max_element keeps the first of equals, which is the earliest point.
const JudgedTrial& most_telling(const Window& window) {
  return **std::max_element(window.begin(), window.end(),
                            [](const auto* a, const auto* b) { return telling(*a) < telling(*b); });
}

// The one with the least to read: it blames the fewest Events.
const JudgedTrial& simplest(const Window& window) {
  return **std::min_element(window.begin(), window.end(), [](const auto* a, const auto* b) {
    return a->evidence.schedule.size() < b->evidence.schedule.size();
  });
}

// A replay of a step that no run came to would only say so again.
std::string what_happened(const Evidence& evidence) {
  if (evidence.dropped.empty()) return evidence.schedule;
  CrashSchedule schedule = parse_schedule(evidence.schedule);
  std::erase_if(schedule.steps, [&evidence](const ScheduleStep& step) {
    return std::ranges::find(evidence.dropped, to_string(CrashSchedule{{step}})) !=
           evidence.dropped.end();
  });
  return to_string(schedule);
}

Finding finding_of(const Window& window, const JudgedTrial& example) {
  Finding finding;
  finding.status = Finding::Status::replayed;
  std::set<std::string> checks;
  const auto add_to = [&checks](std::vector<std::string>& names, const Verdict& verdict) {
    const bool is_new = verdict.outcome == Outcome::violated && checks.insert(verdict.check).second;
    if (is_new) names.push_back(verdict.check);
  };
  for (const Verdict& verdict : example.verdicts) {
    add_to(finding.checks, verdict);
    if (verdict.outcome == Outcome::violated) finding.verdicts.push_back(verdict);
  }
  for (const JudgedTrial* trial : window) {
    for (const Verdict& verdict : trial->verdicts) add_to(finding.other_checks, verdict);
  }
  if (example.evidence.point) {
    finding.first = *window.front()->evidence.point;
    finding.last = *window.back()->evidence.point;
    finding.only_cuts = only_cuts(window);
  }
  FailingWindow whole{finding.first, finding.last, {}};
  for (const JudgedTrial* trial : window) whole.schedules.push_back(trial->evidence.schedule);
  finding.all_windows.push_back(std::move(whole));
  finding.kind = kind_of(example);
  finding.points = window.size();
  finding.schedule = what_happened(example.evidence);
  finding.example = example.evidence;
  return finding;
}

// Items differ by numbers, which are alike.
std::string without_numbers(const std::string& text) {
  std::string alike;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit) alike += c;
    if (digit && !alike.ends_with('#')) alike += '#';
  }
  return alike;
}

// "write(out-#.csv)": what of the run did not survive, or, where all of it up to some Event did,
// that one.
std::string blamed(const std::string& schedule) {
  const CrashSchedule parsed = parse_schedule(schedule);
  const std::string& parameter = parsed.steps.front().parameter;
  std::string fate = parameter;
  for (std::size_t at = parameter.find(": "); at != std::string::npos;
       at = parameter.find(", ", at + 1)) {
    fate = parameter.substr(at + 2, parameter.find(", ", at + 1) - at - 2);
    if (!fate.starts_with("upto ")) break;
  }
  if (const std::size_t end = fate.rfind(')'); end != std::string::npos) fate.resize(end + 1);
  return without_numbers(fate);
}

// Where the first thing is that is wrong: the directory of a file among others, or the file.
std::string place_of(const std::vector<Difference>& differences,
                     bool (*matters)(const Difference&)) {
  for (const Difference& difference : differences) {
    if (!matters(difference)) continue;
    const std::size_t slash = difference.path.rfind('/');
    return without_numbers(difference.path.substr(0, slash));
  }
  return "";
}

// What the failing power cuts of one Finding have in common.
std::string likeness(const JudgedTrial& trial) {
  const Kind kind = kind_of(trial);
  if (kind == Kind::promises) {
    return place_of(trial.evidence.broken_promises, [](const Difference&) { return true; });
  }
  const std::string place = place_of(trial.evidence.differences, counts);
  return place.empty() || kind <= Kind::fails ? blamed(trial.evidence.schedule) : place;
}

}  // namespace

std::vector<Finding> failing_power_cuts(const std::vector<JudgedTrial>& trials) {
  std::map<std::pair<Kind, std::string>, Window> groups;
  for (const JudgedTrial& trial : trials) {
    if (is_violated(trial)) {
      groups[{family_of(trial), likeness(trial)}].push_back(&trial);
    }
  }
  std::vector<Finding> findings;
  for (const auto& [alike, group] : groups) {
    findings.push_back(finding_of(group, simplest(group)));
    // Its point is a place in the trace that the state starts from, and no place to kill at.
    findings.back().example.point.reset();
  }
  return findings;
}

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
  Window aside;  // cuts of one write within the window that fail otherwise
  const auto close = [&findings](Window& done) {
    if (!done.empty()) findings.push_back(finding_of(done, most_telling(done)));
    done.clear();
  };
  const auto close_unless_it_goes_on = [&close](Window& open, const JudgedTrial& next) {
    if (!open.empty() && !continues(open, next)) close(open);
  };
  for (const JudgedTrial* trial : at_points) {
    if (passes(*trial)) {
      close(window);
      close(aside);
    }
    if (!is_violated(*trial)) continue;
    const bool is_of_its_kind = !window.empty() && family_of(*window.back()) == family_of(*trial);
    const bool joins_aside = !aside.empty() && continues(aside, *trial);
    const bool stands_aside =
        is_cut(*trial) && !window.empty() && !only_cuts(window) && (joins_aside || !is_of_its_kind);
    if (stands_aside) {
      close_unless_it_goes_on(aside, *trial);
      aside.push_back(trial);
      continue;
    }
    if (!window.empty() && !continues(window, *trial)) {
      close(window);
      std::swap(window, aside);
    }
    close_unless_it_goes_on(window, *trial);
    close(aside);
    window.push_back(trial);
  }
  close(window);
  close(aside);
  std::ranges::stable_sort(findings, {}, &Finding::first);
  for (const JudgedTrial& trial : trials) {
    if (!trial.evidence.point && is_violated(trial))
      findings.push_back(finding_of({&trial}, trial));
  }
  return findings;
}

}  // namespace crashproof
