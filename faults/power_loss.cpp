// The machine loses power: of what was not synced, a persistence model says what may be left.
#include <fmt/format.h>

#include "faults/descriptions.h"
#include "faults/persistence/catalogue.h"
#include "harness/model/survival.h"

namespace crashproof::faults {
namespace {

std::string problem_of(const std::string& parameter) {
  if (parameter.empty()) return "power-loss needs the name of a persistence model in brackets";
  if (std::string problem = survival_problem(parameter); !problem.empty()) return problem;
  const std::string_view model = model_of_survival(parameter);
  if (persistence_model_named(model) != nullptr) return "";
  std::string known;
  for (const PersistenceModel* one : persistence_catalogue()) {
    known += fmt::format("{}{}", known.empty() ? "" : ", ", one->name);
  }
  return fmt::format("there is no persistence model {}; there are {}", model, known);
}

}  // namespace

const Fault power_loss{
    .name = "power-loss",
    .summary = "power fails: what was not synced survives as a persistence model permits",
    .parameter =
        "MODEL[: FATE, FATE...], where FATE is upto|data|kept|lost|zeros EVENT, "
        "head EVENT+BYTES or pages EVENT=N+N",
    .example =
        "power-loss[ext4-ordered: zeros write(state/ckpt.tmp)]@after:rename(state/ckpt.json)",
    .replayable = true,
    .problem = problem_of,
};

}  // namespace crashproof::faults
