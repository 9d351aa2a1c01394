// The job is resumed on another host: claims and locks that name their owner's host meet another.
#include "faults/descriptions.h"
#include "faults/telling_places.h"
#include "faults/written_steps.h"
#include "harness/model/change_parameter.h"

namespace crashproof::faults {
namespace {

constexpr std::size_t most_states = 8;

std::vector<CrashSchedule> schedules(const FaultGround& ground, const std::string& parameter) {
  std::vector<CrashSchedule> all;
  for (Position& position : states_to_change(ground, most_states)) {
    all.push_back(killed_then(std::move(position), down("hostname", parameter)));
  }
  return all;
}

std::vector<std::string> usual(const FaultGround&) {
  return {"another-host"};
}

}  // namespace

const Fault hostname{
    .name = "hostname",
    .summary = "the host has this name, for this resume and those after it",
    .parameter = "NAME",
    .example = "kill@after:write(claims.db); hostname[another-host]@resume1",
    .when = Fault::When::down,
    .replayable = true,
    .problem = problem_of<parse_hostname>,
    .schedules = schedules,
    .usual = usual,
};

}  // namespace crashproof::faults
