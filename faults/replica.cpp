// Two copies of the resume at once: an impatient scheduler, a second machine, a cron job.
#include "faults/descriptions.h"
#include "faults/telling_places.h"
#include "faults/written_steps.h"
#include "harness/model/change_parameter.h"

namespace crashproof::faults {
namespace {

constexpr std::size_t most_states = 3;

// At the start, halfway and at the end: a race is lost by luck, so more places prove no more.
std::vector<CrashSchedule> schedules(const FaultGround& ground, const std::string& parameter) {
  std::vector<CrashSchedule> all;
  for (Position& position : states_to_change(ground, most_states)) {
    all.push_back(killed_then(std::move(position), down("replica", parameter)));
  }
  return all;
}

std::vector<std::string> usual(const FaultGround&) {
  return {""};
}

}  // namespace

const Fault replica{
    .name = "replica",
    .summary = "a second copy of the resume is started beside it, at once or after a delay",
    .parameter = "[DELAY]",
    .example = "kill@after:write(out.csv); replica[50ms]@resume1",
    .when = Fault::When::down,
    .replayable = true,
    .problem = problem_of<parse_replica_delay_seconds>,
    .schedules = schedules,
    .usual = usual,
};

}  // namespace crashproof::faults
