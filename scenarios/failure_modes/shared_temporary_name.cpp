// CP018: two copies of the job use one temporary name.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/failure_modes/crossed.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

// A file that comes and goes under the same name in every run, and becomes another one by a rename.
const Event* renamed_temporary(const Case& c) {
  for (const Event& event : c.trace().events) {
    if (event.kind != EventKind::rename) continue;
    const FileHistory* file = history_of(c, event.path);
    if (!is_damaged(c.finding(), event.target) && !ends_badly(c.finding())) continue;
    const bool passing = file != nullptr && !file->at_start && !file->at_end;
    if (passing && !c.ground().unstable_paths.contains(event.path)) return &event;
  }
  return nullptr;
}

std::optional<Diagnosis> recognise(Case& c) {
  if (!is_about(c.finding(), "replica")) return std::nullopt;
  const Event* temporary = renamed_temporary(c);
  if (temporary == nullptr) return std::nullopt;
  CrashSchedule apart = parse_schedule(c.finding().schedule);
  for (ScheduleStep& step : apart.steps) {
    // Longer than the job takes, so that the second copy starts when the first has ended.
    const double apart_seconds = std::max(10.0, 3 * c.trace().exit.seconds);
    if (step.fault == "replica") step.parameter = fmt::format("{:.0f}s", apart_seconds);
  }
  Prover prover(c);
  const Effect effect = prover.try_it(apart, "the second copy starts after the first has ended");
  if (effect != Effect::heals) return std::nullopt;
  Diagnosis diagnosis = diagnosis_with("CP018", Certainty::proved);
  diagnosis.therefore = fmt::format(
      "two copies write {} and rename it to {}: one takes the other's file away, or publishes it "
      "half written",
      temporary->path, temporary->target);
  diagnosis.blamed = {temporary->path};
  diagnosis.proofs = prover.take();
  return diagnosis;
}

}  // namespace

const FailureMode shared_temporary_name{"CP018", recognise};

}  // namespace crashproof::modes
