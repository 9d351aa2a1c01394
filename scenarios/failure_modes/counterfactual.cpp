// Compares ends, names positions, keeps proofs.
#include "scenarios/failure_modes/counterfactual.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "harness/model/change_parameter.h"

namespace crashproof::modes {
namespace {

using Class = Difference::Class;

bool counts(const Difference& difference) {
  return difference.what != Class::litter &&
         !(difference.what == Class::duplicated && difference.dedupable);
}

enum class Sort : std::uint8_t { loss, duplicates, extra };

Sort sort_of(const Difference& difference) {
  if (difference.what == Class::duplicated) return Sort::duplicates;
  return difference.what == Class::extra ? Sort::extra : Sort::loss;
}

using Wrong = std::map<std::pair<std::string, Sort>, std::uint64_t>;

// Permissions count only where contents are right.
Wrong wrong_in(const std::vector<Difference>& differences, bool permissions) {
  Wrong wrong;
  for (const Difference& difference : differences) {
    if (difference.what == Class::altered && !permissions) continue;
    if (counts(difference)) wrong[{difference.path, sort_of(difference)}] += difference.count;
  }
  return wrong;
}

bool has(const std::vector<Verdict>& verdicts, Outcome outcome) {
  return std::ranges::any_of(verdicts,
                             [&](const Verdict& verdict) { return verdict.outcome == outcome; });
}

bool violates_one_of(const JudgedTrial& trial, const std::vector<std::string>& checks) {
  return std::ranges::any_of(trial.verdicts, [&](const Verdict& verdict) {
    return verdict.outcome == Outcome::violated &&
           std::ranges::find(checks, verdict.check) != checks.end();
  });
}

bool resume_ended_well(const Evidence& evidence) {
  return !evidence.resumes.empty() &&
         (evidence.accepted_exit || evidence.resumes.back().exit.succeeded());
}

// A state may be wrong in two ways that have two causes: what counts is the one that the finding is
// named after, so that the other cannot hide a heal.
Sort sort_of(Finding::Kind kind) {
  if (kind == Finding::Kind::duplicates) return Sort::duplicates;
  return kind == Finding::Kind::extra ? Sort::extra : Sort::loss;
}

std::uint64_t units(const Wrong& wrong, Sort sort) {
  std::uint64_t count = 0;
  for (const auto& [where, units] : wrong) count += where.second == sort ? units : 0;
  return count;
}

// Units of any path: another one that is wrong in the same way instead is no heal.
Effect effect_on_state(Finding::Kind kind, const Evidence& example, const Evidence& trial) {
  const Sort sort = sort_of(kind);
  const bool permissions = units(wrong_in(example.differences, false), sort) == 0;
  const std::uint64_t was = units(wrong_in(example.differences, permissions), sort);
  const std::uint64_t is = units(wrong_in(trial.differences, permissions), sort);
  if (was == 0) return Effect::same;
  if (is == 0) return Effect::flips;
  return is < was ? Effect::eases : Effect::same;
}

// What a state is like that is wrong in another way: "loses data and leaves duplicates".
std::string harm_in(const Evidence& evidence) {
  if (!resume_ended_well(evidence)) return "the resume fails";
  struct Harm {
    Class what;
    std::string_view words;
  };
  constexpr std::array harms{Harm{Class::lost, "loses data"},
                             Harm{Class::older, "leaves an older version"},
                             Harm{Class::torn, "leaves torn data"},
                             Harm{Class::altered, "leaves wrong permissions"},
                             Harm{Class::duplicated, "leaves duplicates"},
                             Harm{Class::extra, "leaves what no run makes"}};
  std::string words;
  for (const Harm& harm : harms) {
    const bool there = std::ranges::any_of(evidence.differences, [&](const Difference& difference) {
      return difference.what == harm.what && counts(difference);
    });
    if (there) words += (words.empty() ? "" : " and ") + std::string(harm.words);
  }
  return words.empty() ? "breaks another promise" : words;
}

std::string outcome_of(Effect effect, const JudgedTrial* trial) {
  switch (effect) {
    case Effect::open:
      return "not tried";
    case Effect::none:
      return "came to no verdict";
    case Effect::same:
      return "fails as before";
    case Effect::eases:
      return "fails as before, in less";
    case Effect::flips:
      return "heals this, but " + harm_in(trial->evidence);
    case Effect::heals:
      break;
  }
  return "passes";
}

}  // namespace

Effect effect_of(const Case& c, const JudgedTrial* trial) {
  if (trial == nullptr) return Effect::open;
  const Evidence& evidence = trial->evidence;
  if (!evidence.fault_happened || !evidence.trouble.empty()) return Effect::none;
  if (!has(trial->verdicts, Outcome::violated)) {
    return has(trial->verdicts, Outcome::inconclusive) || trial->verdicts.empty() ? Effect::none
                                                                                  : Effect::heals;
  }
  if (ends_badly(c.finding())) {
    return resume_ended_well(evidence) ? Effect::flips : Effect::same;
  }
  // How a state is that a resume did not get to says nothing of what was blamed.
  if (!resume_ended_well(evidence)) return Effect::none;
  if (c.finding().kind >= Finding::Kind::promises) {
    return violates_one_of(*trial, c.finding().checks) ? Effect::same : Effect::flips;
  }
  return effect_on_state(c.finding().kind, c.finding().example, evidence);
}

bool turns(Effect effect) {
  return effect == Effect::heals || effect == Effect::flips;
}

Window window_of(const Case& c) {
  const Finding& finding = c.finding();
  Window window{finding.first, finding.last, finding.example.point.value_or(finding.first), {}, {}};
  const std::uint64_t first = finding.first.after;
  if (finding.first.cut_bytes) {
    window.opener = first;
  } else if (first > 0) {
    window.opener = first - 1;
  }
  if (finding.last.after < c.trace().events.size()) window.closer = finding.last.after;
  return window;
}

CrashSchedule killed_at(const Case& c, const CrashPoint& point, std::vector<ScheduleStep> changes) {
  CrashSchedule schedule;
  schedule.steps.push_back({"kill", "", 0, c.ground().position_of(point)});
  append(schedule.steps, std::move(changes));
  return schedule;
}

std::vector<ScheduleStep> as_of(const Case& c, const FileHistory& file, std::uint64_t gap) {
  Position down;
  down.edge = Position::Edge::down;
  const Position position = c.ground().position_of({gap, std::nullopt});
  std::vector<ScheduleStep> steps{{"as-of", to_string(AsOf{file.path, position}), 1, down}};
  for (const std::string& companion : file.companions) {
    steps.push_back({"as-of", to_string(AsOf{companion, position}), 1, down});
  }
  return steps;
}

void append(std::vector<ScheduleStep>& steps, std::vector<ScheduleStep> more) {
  std::ranges::move(more, std::back_inserter(steps));
}

const FileHistory* history_of(const Case& c, const std::string& path) {
  const auto found = std::ranges::find_if(c.ground().files, [&](const FileHistory& file) {
    return file.path == path || std::ranges::find(file.companions, path) != file.companions.end();
  });
  return found == c.ground().files.end() ? nullptr : &*found;
}

const FileHistory* file_of_event(const Case& c, std::optional<std::uint64_t> event) {
  if (!event || *event >= c.trace().events.size()) return nullptr;
  if (!changes_files(c.trace().events[*event].kind)) return nullptr;
  return history_of(c, subject_path(c.trace().events[*event]));
}

bool is_directory(const Trace& trace, const std::string& path) {
  return std::ranges::any_of(trace.events, [&](const Event& event) {
    return (event.kind == EventKind::mkdir && event.path == path) ||
           (event.kind == EventKind::rename && event.target == path && S_ISDIR(event.mode));
  });
}

std::vector<const FileHistory*> incomplete_at(const Case& c, const CrashPoint& point) {
  std::vector<const FileHistory*> files;
  for (const FileHistory& file : c.ground().files) {
    if (is_incomplete_at(file, point.after)) files.push_back(&file);
  }
  if (point.cut_bytes) {
    const FileHistory* cut = file_of_event(c, point.after);
    const bool known = std::ranges::find(files, cut) != files.end();
    // A database rolls an unfinished write back by itself.
    if (cut != nullptr && !known && cut->companions.empty()) files.push_back(cut);
  }
  return files;
}

Effect Prover::try_it(const CrashSchedule& schedule, std::string what) {
  return try_one_of(schedule, std::move(what), "");
}

Effect Prover::try_one_of(const CrashSchedule& schedule, std::string what,
                          std::string_view one_of) {
  const JudgedTrial* trial = case_.ask(schedule);
  const Effect effect = effect_of(case_, trial);
  std::string text = to_string(schedule);
  const bool known = std::ranges::find(proofs_, text, &Proof::schedule) != proofs_.end();
  if (effect != Effect::open && !known) {
    proofs_.push_back(
        {std::move(text), std::move(what), outcome_of(effect, trial), std::string(one_of)});
  }
  return effect;
}

void Prover::tell(const CrashSchedule& schedule, std::string what, std::string outcome) {
  const auto found = std::ranges::find(proofs_, to_string(schedule), &Proof::schedule);
  if (found == proofs_.end()) return;
  found->what = std::move(what);
  if (!outcome.empty()) found->outcome = std::move(outcome);
  found->one_of.clear();
  std::rotate(found, found + 1, proofs_.end());
}

bool works_like_neighbours(Case& c, const JudgedTrial* trial) {
  if (trial == nullptr || !trial->evidence.work) return true;
  const Window window = window_of(c);
  std::uint64_t most = 0;
  bool compared = false;
  std::vector<CrashPoint> neighbours;
  if (window.opener) neighbours.push_back({*window.opener, std::nullopt});
  if (window.closer) neighbours.push_back({*window.closer + 1, std::nullopt});
  for (const CrashPoint& point : neighbours) {
    const JudgedTrial* neighbour = c.ask(killed_at(c, point));
    if (neighbour == nullptr || !neighbour->evidence.work) continue;
    most = std::max(most, neighbour->evidence.work->events);
    compared = true;
  }
  // A tenth more is not a new start: temporary files of the dead run are cleared away, and so on.
  return !compared || trial->evidence.work->events <= most + most / 10 + 4;
}

bool mends(const Case& c, const JudgedTrial* trial) {
  if (trial == nullptr || !trial->evidence.fault_happened || !trial->evidence.trouble.empty()) {
    return false;
  }
  if (!resume_ended_well(trial->evidence)) return false;
  const Wrong before = wrong_in(c.finding().example.differences, true);
  const Wrong after = wrong_in(trial->evidence.differences, true);
  return std::ranges::none_of(before, [&](const auto& wrong) {
    return wrong.first.second == Sort::loss && after.contains(wrong.first);
  });
}

std::uint64_t units_lost(const Evidence& evidence) {
  std::uint64_t units = 0;
  for (const Difference& difference : evidence.differences) {
    if (counts(difference) && sort_of(difference) == Sort::loss) units += difference.count;
  }
  return units;
}

Diagnosis diagnosis_with(std::string_view code, Certainty certainty) {
  Diagnosis diagnosis;
  diagnosis.code = code;
  diagnosis.certainty = certainty;
  return diagnosis;
}

bool is_about(const Finding& finding, std::string_view fault) {
  const std::string_view name = finding.fault;
  return name.substr(0, name.find('[')) == fault;
}

bool ends_badly(const Finding& finding) {
  return finding.kind == Finding::Kind::hangs || finding.kind == Finding::Kind::fails;
}

}  // namespace crashproof::modes
