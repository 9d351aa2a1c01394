// CP004: several workers advance one checkpoint, so it passes over what one of them still holds.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/failure_modes/crossed.h"
#include "scenarios/failure_modes/modes.h"
#include "scenarios/failure_modes/parallel.h"

namespace crashproof::modes {
namespace {

std::size_t workers_on(const Case& c, const FileHistory& file) {
  return parallel_among(c.trace(), writers_of(file));
}

// That several advance, or one of them for all, the worker of this role among them.
const FileHistory* checkpoint_of_several(const Case& c, const std::string& worker) {
  const auto found = std::ranges::find_if(c.ground().files, [&](const FileHistory& file) {
    const bool keeps_account =
        file.role == Role::checkpoint || file.role == Role::database || file.role == Role::journal;
    return keeps_account && (workers_on(c, file) > 1 ||
                             is_advanced_by_a_fellow(c.trace(), file, worker, c.ground().files));
  });
  return found == c.ground().files.end() ? nullptr : &*found;
}

Diagnosis diagnosis_of(const FileHistory& checkpoint) {
  Diagnosis diagnosis = diagnosis_with("CP004", Certainty::likely);
  diagnosis.therefore = fmt::format(
      "one {} speaks for all workers: one that is ahead takes it past what another has not "
      "finished, and a rerun starts behind that",
      checkpoint.path);
  diagnosis.blamed = {checkpoint.path};
  return diagnosis;
}

// Killed between one worker's claim and another's data.
std::optional<Diagnosis> by_kill(Case& c) {
  const Window window = window_of(c);
  const FileHistory* checkpoint = file_of_event(c, window.opener);
  if (checkpoint == nullptr || !window.closer) return std::nullopt;
  const std::vector<Event>& events = c.trace().events;
  const std::string& worker = events[*window.closer].process;
  if (events[*window.opener].process == worker) return std::nullopt;
  const bool shared = workers_on(c, *checkpoint) > 1 ||
                      is_advanced_by_a_fellow(c.trace(), *checkpoint, worker, c.ground().files);
  if (!shared) return std::nullopt;
  std::optional<Crossed> crossed = cross(c);
  const bool applied = crossed && (turns(crossed->applied) || crossed->applied == Effect::eases);
  if (!applied || !turns(crossed->undone)) return std::nullopt;
  Diagnosis diagnosis = diagnosis_of(*checkpoint);
  if (crossed->proves()) diagnosis.certainty = Certainty::proved;
  diagnosis.opener = window.opener;
  diagnosis.closer = window.closer;
  diagnosis.proofs = std::move(crossed->proofs);
  return diagnosis;
}

// One worker was held up, or died, while the others went on: sudden death of all at the same place
// does no harm, so it takes the others' claims to lose its item.
std::optional<Diagnosis> by_one_of_many(Case& c) {
  const CrashSchedule schedule = parse_schedule(c.finding().schedule);
  const CrashPoint place = c.ground().point_of(schedule.steps.front().position);
  const FileHistory* checkpoint =
      place.after < c.trace().events.size()
          ? checkpoint_of_several(c, c.trace().events[place.after].process)
          : nullptr;
  if (checkpoint == nullptr || schedule.steps.empty()) return std::nullopt;
  Prover prover(c);
  const Effect together = prover.try_it({{{"kill", "", 0, schedule.steps.front().position}}},
                                        "all die where the one was held up");
  if (together != Effect::heals) return std::nullopt;
  // Which checkpoint it is, is told by who writes it, not by a trial.
  Diagnosis diagnosis = diagnosis_of(*checkpoint);
  diagnosis.proofs = prover.take();
  return diagnosis;
}

std::optional<Diagnosis> recognise(Case& c) {
  if (c.finding().kind != Finding::Kind::loss) return std::nullopt;
  if (is_about(c.finding(), "kill")) return by_kill(c);
  const bool one = is_about(c.finding(), "stall") || is_about(c.finding(), "kill-one");
  return one ? by_one_of_many(c) : std::nullopt;
}

}  // namespace

const FailureMode shared_checkpoint{"CP004", recognise};

}  // namespace crashproof::modes
