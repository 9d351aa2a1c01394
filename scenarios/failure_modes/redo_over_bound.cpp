// CP008: the end is right, but more is done again than the bound allows.
#include <fmt/format.h>

#include <algorithm>

#include "harness/model/counted.h"
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

// "2 items (35 events)"; a job without items, or one that began none again, did Events again.
std::string work_of(const Redo& redo) {
  const std::string events = counted(redo.events, "event");
  if (redo.items == 0) return events;
  const std::string items = counted(redo.items, "item");
  return redo.events == 0 ? items : fmt::format("{} ({})", items, events);
}

std::string in_words(const Redo& redo) {
  std::string words = redo.items == 0
                          ? fmt::format("a rerun makes {} again", work_of(redo))
                          : fmt::format(
                                "a rerun takes up {} again that had been taken up before "
                                "the crash",
                                work_of(redo));
  if (redo.items > 0 && redo.in_flight > 0)
    words += fmt::format(", {} of them unfinished at the crash", redo.in_flight);
  return "the end is right, but " + words;
}

std::optional<Diagnosis> recognise(Case& c) {
  const Finding& finding = c.finding();
  if (finding.kind != Finding::Kind::redo || !finding.example.redo) return std::nullopt;
  const Redo& redo = *finding.example.redo;
  Diagnosis diagnosis = diagnosis_with("CP008", Certainty::proved);
  diagnosis.therefore = in_words(redo);
  if (left_results(c, redo)) {
    diagnosis.remedy = "skip what is already there whole, or save progress every N items";
  }
  diagnosis.proofs = {
      {finding.schedule, "what the rerun did, counted", work_of(redo) + " again", ""}};
  return diagnosis;
}

}  // namespace

const FailureMode redo_over_bound{"CP008", recognise};

}  // namespace crashproof::modes
