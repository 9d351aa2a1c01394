// The wall clock of the resume is ahead of the dead run's, or behind it.
#include "faults/descriptions.h"
#include "faults/telling_places.h"
#include "faults/written_steps.h"
#include "harness/model/change_parameter.h"

namespace crashproof::faults {
namespace {

std::vector<CrashSchedule> schedules(const FaultGround& ground, const std::string& parameter) {
  std::vector<CrashSchedule> all;
  for (Position& position : states_to_change(ground, most_changed_states)) {
    all.push_back(killed_then(std::move(position), down("clock", parameter)));
  }
  return all;
}

std::vector<std::string> usual(const FaultGround&) {
  return {"+1h", "-1h", "+1d", "-1d"};
}

}  // namespace

const Fault clock{
    .name = "clock",
    .summary = "the wall clock is moved by so much, for this resume and those after it",
    .parameter = "+DURATION|-DURATION",
    .example = "kill@after:write(out.csv); clock[-1h]@resume1",
    .when = Fault::When::down,
    .replayable = true,
    .problem = problem_of<parse_clock_shift_seconds>,
    .schedules = schedules,
    .usual = usual,
};

}  // namespace crashproof::faults
