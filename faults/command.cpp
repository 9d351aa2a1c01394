// The resume is another command: fewer or more workers, another batch size, a newer release.
#include "faults/descriptions.h"
#include "faults/telling_places.h"
#include "faults/written_steps.h"
#include "harness/model/change_parameter.h"

namespace crashproof::faults {
namespace {

constexpr std::size_t most_states = 64;

std::vector<CrashSchedule> schedules(const FaultGround& ground, const std::string& parameter) {
  std::vector<CrashSchedule> all;
  for (Position& position : states_to_change(ground, most_states)) {
    all.push_back(killed_then(std::move(position), down("command", parameter)));
  }
  return all;
}

}  // namespace

// Which other command makes sense is known to the user alone: there is no usual one.
const Fault command{
    .name = "command",
    .summary = "this one resume is run by another command, given to a shell",
    .parameter = "SHELL COMMAND",
    .example = "kill@after:write(out.csv); command[./job --workers 1]@resume1",
    .when = Fault::When::down,
    .replayable = true,
    .problem = problem_of<parse_other_command>,
    .schedules = schedules,
};

}  // namespace crashproof::faults
