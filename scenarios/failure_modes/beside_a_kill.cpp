// One control that many recognisers share.
#include "scenarios/failure_modes/beside_a_kill.h"

namespace crashproof::modes {

CrashSchedule plain_kill(const Case& c) {
  CrashSchedule schedule = parse_schedule(c.finding().schedule);
  schedule.steps.resize(1);
  ScheduleStep& step = schedule.steps.front();
  step.fault = "kill";
  step.parameter.clear();
  return schedule;
}

std::optional<Diagnosis> only_beyond_a_kill(Case& c, std::string_view code, std::string therefore) {
  Prover prover(c);
  if (prover.try_it(plain_kill(c), "a kill at the same place, and nothing else") != Effect::heals) {
    return std::nullopt;
  }
  Diagnosis diagnosis = diagnosis_with(code, Certainty::proved);
  diagnosis.therefore = std::move(therefore);
  diagnosis.proofs = prover.take();
  return diagnosis;
}

}  // namespace crashproof::modes
