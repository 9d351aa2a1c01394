// CP014: being asked to stop does harm that sudden death does not, or takes too long.
#include "scenarios/failure_modes/beside_a_kill.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

std::optional<Diagnosis> recognise(Case& c) {
  if (!is_about(c.finding(), "interrupt")) return std::nullopt;
  const bool late = c.finding().kind == Finding::Kind::stopping;
  return only_beyond_a_kill(
      c, "CP014",
      late ? "asked to stop, the job goes on until it is killed"
           : "asked to stop, the job saves or throws away what sudden death would have left right");
}

}  // namespace

const FailureMode unsafe_interrupt{"CP014", recognise};

}  // namespace crashproof::modes
