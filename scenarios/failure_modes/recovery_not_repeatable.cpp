// CP013: the recovery itself cannot be interrupted: only a second crash, during the resume, fails.
#include "scenarios/failure_modes/beside_a_kill.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

bool kills_a_resume(const std::string& schedule) {
  for (const ScheduleStep& step : parse_schedule(schedule).steps) {
    const bool change = step.position.edge == Position::Edge::down;
    if (step.run > 0 && step.run != every_run && !change && step.fault == "kill") return true;
  }
  return false;
}

std::optional<Diagnosis> recognise(Case& c) {
  if (!kills_a_resume(c.finding().schedule)) return std::nullopt;
  return only_beyond_a_kill(
      c, "CP013",
      "the first crash alone does no harm; the rerun that mends it does, if it is cut short "
      "itself: it has taken away what it works from before its result is whole, or does half of "
      "something that cannot be done twice");
}

}  // namespace

const FailureMode recovery_not_repeatable{"CP013", recognise};

}  // namespace crashproof::modes
