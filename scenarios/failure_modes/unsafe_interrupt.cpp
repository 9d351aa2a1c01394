// CP014: being asked to stop does harm that sudden death does not, or takes too long.
#include <fmt/format.h>

#include "harness/model/injection_parameter.h"
#include "scenarios/failure_modes/beside_a_kill.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

std::string remedy_for_late(const Finding& finding) {
  const CrashSchedule schedule = parse_schedule(finding.schedule);
  const StopRequest request = parse_stop_request(schedule.steps.front().parameter);
  return fmt::format(
      "do not ignore the signal: let a handler set a flag, look at it between items, and end "
      "within the grace time ({} s)",
      request.grace_seconds);
}

std::optional<Diagnosis> recognise(Case& c) {
  if (!is_about(c.finding(), "interrupt")) return std::nullopt;
  const bool late = c.finding().kind == Finding::Kind::stopping;
  std::optional<Diagnosis> diagnosis = only_beyond_a_kill(
      c, "CP014",
      late ? "asked to stop, the job goes on until it is killed"
           : "asked to stop, the job leaves a state from which a rerun goes wrong, where sudden "
             "death at the "
             "same place does no harm: what it saves on its way out claims what is not done, or "
             "what it throws away was still needed");
  if (diagnosis && late) diagnosis->remedy = remedy_for_late(c.finding());
  return diagnosis;
}

}  // namespace

const FailureMode unsafe_interrupt{"CP014", recognise};

}  // namespace crashproof::modes
