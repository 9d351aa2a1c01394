// CP008: the end is right, but more is done again than the bound allows.
#include <fmt/format.h>

#include "scenarios/failure_modes/counterfactual.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

std::optional<Diagnosis> recognise(Case& c) {
  const Finding& finding = c.finding();
  if (finding.kind != Finding::Kind::redo || !finding.example.redo) return std::nullopt;
  const Redo& redo = *finding.example.redo;
  Diagnosis diagnosis = diagnosis_with("CP008", Certainty::proved);
  diagnosis.therefore = fmt::format(
      "the end is right, but a rerun does {} items ({} events) again that had been done before the "
      "crash",
      redo.items, redo.events);
  diagnosis.proofs = {{finding.schedule, "what the rerun did, counted",
                       fmt::format("{} items, {} events again", redo.items, redo.events)}};
  return diagnosis;
}

}  // namespace

const FailureMode redo_over_bound{"CP008", recognise};

}  // namespace crashproof::modes
