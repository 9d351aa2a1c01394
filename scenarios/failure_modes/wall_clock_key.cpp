// CP003: what is left to do is told by the wall clock.
#include "harness/model/change_parameter.h"
#include "scenarios/failure_modes/beside_a_kill.h"
#include "scenarios/failure_modes/modes.h"

namespace crashproof::modes {
namespace {

constexpr std::string_view by_clock =
    "what is left to do is told by a time: with the clock moved, or input that is older than the "
    "last run, items are passed over";

// Late input that is as new as its arrival is found: it is its time that hid it.
std::optional<Diagnosis> by_late_input(Case& c) {
  CrashSchedule fresh = parse_schedule(c.finding().schedule);
  for (ScheduleStep& step : fresh.steps) {
    if (step.fault == "late-input") step.parameter += ",fresh";
  }
  Prover prover(c);
  const Effect effect = prover.try_it(fresh, "the same input, with the time of its arrival");
  if (!turns(effect) && !mends(c, c.ask(fresh))) return std::nullopt;
  Diagnosis diagnosis = diagnosis_with("CP003", Certainty::proved);
  diagnosis.therefore = by_clock;
  diagnosis.proofs = prover.take();
  return diagnosis;
}

std::optional<Diagnosis> recognise(Case& c) {
  if (is_about(c.finding(), "late-input")) return by_late_input(c);
  if (!is_about(c.finding(), "clock")) return std::nullopt;
  return only_beyond_a_kill(c, "CP003", std::string(by_clock));
}

}  // namespace

const FailureMode wall_clock_key{"CP003", recognise};

}  // namespace crashproof::modes
