// CP007: one item kills the job each time, and keeps all others from finishing.
#include <fmt/format.h>

#include "scenarios/failure_modes/counterfactual.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

std::optional<Diagnosis> recognise(Case& c) {
  if (!is_about(c.finding(), "poison")) return std::nullopt;
  const Evidence& example = c.finding().example;
  const bool never_past = !example.resumes.empty() && !example.accepted_exit &&
                          example.resumes.back().exit.how == RunExit::How::killed;
  Diagnosis diagnosis = diagnosis_with("CP007", never_past ? Certainty::proved : Certainty::likely);
  diagnosis.therefore =
      never_past ? fmt::format(
                       "every one of {} attempts dies on the same item, and what comes after it is "
                       "never done",
                       example.resumes.size() + 1)
                 : "the job gets past the item in the end, and others are not done for it";
  return diagnosis;
}

}  // namespace

const FailureMode poison_item{"CP007", recognise};

}  // namespace crashproof::modes
