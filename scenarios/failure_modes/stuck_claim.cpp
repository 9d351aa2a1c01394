// CP006: a claim outlives the worker that made it, and nobody takes the item up again.
#include <fmt/format.h>

#include <algorithm>

#include "harness/model/change_parameter.h"
#include "scenarios/failure_modes/counterfactual.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

ScheduleStep rows(const StuckRecords& stuck, std::optional<std::string> other) {
  Position down;
  down.edge = Position::Edge::down;
  return {"rows",
          to_string(RecordEdit{stuck.path, stuck.table, stuck.field, stuck.value, std::move(other),
                               stuck.field}),
          1, down};
}

// Set back to what other records hold, or gone.
std::optional<Diagnosis> freed(Case& c, const StuckRecords& stuck) {
  const CrashPoint point = window_of(c).example;
  Prover prover(c);
  std::optional<std::string> healing;
  bool heals = false;
  for (const std::string& other : stuck.others) {
    const Effect effect = prover.try_it(
        killed_at(c, point, {rows(stuck, other)}),
        fmt::format("{}.{} set back from {} to {}", stuck.table, stuck.field, stuck.value, other));
    if (effect == Effect::heals && !heals) healing = other;
    heals = heals || effect == Effect::heals;
  }
  const Effect gone = prover.try_it(
      killed_at(c, point, {rows(stuck, std::nullopt)}),
      fmt::format("records of {} with {} = {} removed", stuck.table, stuck.field, stuck.value));
  if (!heals && gone != Effect::heals) return std::nullopt;
  Diagnosis diagnosis = diagnosis_with("CP006", Certainty::proved);
  diagnosis.opener = window_of(c).opener;
  diagnosis.closer = window_of(c).closer;
  diagnosis.therefore = fmt::format(
      "a worker claims its item ({}#{}: {} = {}) and dies; the claim outlives it, and no rerun "
      "takes "
      "the item up again",
      stuck.path, stuck.table, stuck.field, stuck.value);
  if (healing) {
    diagnosis.remedy =
        fmt::format("at the start, give claims of dead owners back: {} = {} where it is {}",
                    stuck.field, *healing, stuck.value);
  }
  diagnosis.blamed = {stuck.path};
  diagnosis.proofs = prover.take();
  return diagnosis;
}

std::optional<Diagnosis> recognise(Case& c) {
  if (!c.finding().example.point || c.finding().kind > Finding::Kind::extra ||
      !is_about(c.finding(), "kill")) {
    return std::nullopt;
  }
  const JudgedTrial* example = c.ask(killed_at(c, window_of(c).example));
  if (example == nullptr || !example->evidence.work) return std::nullopt;
  for (const StuckRecords& stuck : example->evidence.work->stuck) {
    if (auto diagnosis = freed(c, stuck)) return diagnosis;
    if (c.waits()) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

const FailureMode stuck_claim{"CP006", recognise};

}  // namespace crashproof::modes
