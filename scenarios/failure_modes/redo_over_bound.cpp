// CP008: the end is right, but more is done again than the bound allows.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/failure_modes/counterfactual.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

// Results of finished items that a rerun could have gone by: files that the dead run had made
// whole.
bool left_results(const Case& c, const Redo& redo) {
  const std::uint64_t point = window_of(c).example.after;
  const auto results = std::ranges::count_if(c.ground().files, [&](const FileHistory& file) {
    return file.role == Role::artifact && !file.at_start && is_present_at(file, point) &&
           !is_incomplete_at(file, point) && !is_directory(c.trace(), file.path);
  });
  return results > 0 &&
         static_cast<std::uint64_t>(results) + std::max<std::uint64_t>(redo.in_flight, 1) >=
             redo.items;
}

std::optional<Diagnosis> recognise(Case& c) {
  const Finding& finding = c.finding();
  if (finding.kind != Finding::Kind::redo || !finding.example.redo) return std::nullopt;
  const Redo& redo = *finding.example.redo;
  Diagnosis diagnosis = diagnosis_with("CP008", Certainty::proved);
  diagnosis.therefore = fmt::format(
      "the end is right, but a rerun takes up {} items ({} events) again that had been taken up "
      "before the crash{}",
      redo.items, redo.events,
      redo.in_flight > 0 ? fmt::format(", {} of them in work when it came", redo.in_flight) : "");
  if (left_results(c, redo)) {
    diagnosis.remedy = "skip what is already there whole, or save progress every N items";
  }
  diagnosis.proofs = {{finding.schedule, "what the rerun did, counted",
                       fmt::format("{} items, {} events again", redo.items, redo.events), ""}};
  return diagnosis;
}

}  // namespace

const FailureMode redo_over_bound{"CP008", recognise};

}  // namespace crashproof::modes
