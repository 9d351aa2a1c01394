// The machine loses power: of what was not synced, a persistence model says what may be left.
#include <fmt/format.h>

#include <algorithm>

#include "faults/descriptions.h"
#include "faults/persistence/catalogue.h"
#include "harness/model/survival.h"

namespace crashproof::faults {
namespace {

// Fates that the model never uses; whether it permits the others here and now takes a trace.
std::string fate_problem(const PersistenceModel& model, const std::string& parameter) {
  std::string permitted = "kept";
  for (const Fate::How how : model.fates) permitted += fmt::format(", {}", name_of(how));
  for (const Fate::How how : fates_of_survival(parameter)) {
    if (how == Fate::How::kept || std::ranges::count(model.fates, how) > 0) continue;
    return fmt::format("{} does not permit {}, only {} (crashproof faults {} says when)",
                       model.name, name_of(how), permitted, model.name);
  }
  return "";
}

std::string problem_of(const std::string& parameter) {
  if (parameter.empty()) return "power-loss needs the name of a persistence model in brackets";
  if (std::string problem = survival_problem(parameter); !problem.empty()) return problem;
  const std::string_view name = model_of_survival(parameter);
  const PersistenceModel* model = persistence_model_named(name);
  if (model != nullptr) return fate_problem(*model, parameter);
  std::string known;
  for (const PersistenceModel* one : persistence_catalogue()) {
    known += fmt::format("{}{}", known.empty() ? "" : ", ", one->name);
  }
  return fmt::format("there is no persistence model {}; there are {}", name, known);
}

}  // namespace

const Fault power_loss{
    .name = "power-loss",
    .summary = "power fails: what was not synced survives as a persistence model permits",
    .parameter =
        "MODEL[: FATE, FATE...], where FATE is upto|data|kept|lost|zeros|both|neither "
        "EVENT, head EVENT+BYTES or pages EVENT=N+N",
    .example =
        "power-loss[ext4-ordered: zeros write(state/ckpt.tmp)]@after:rename(state/ckpt.json)",
    .replayable = true,
    .problem = problem_of,
};

}  // namespace crashproof::faults
