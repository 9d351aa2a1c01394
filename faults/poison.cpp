// An item that kills whoever touches it, each time: the others must still be finished.
#include "faults/descriptions.h"
#include "faults/telling_places.h"
#include "faults/written_steps.h"

namespace crashproof::faults {
namespace {

constexpr std::size_t few = 3;

std::string problem(const std::string& parameter) {
  return parameter.empty() ? "which file? write a glob of paths in the workspace, e.g. inbox/7.csv"
                           : "";
}

std::vector<CrashSchedule> schedules(const FaultGround&, const std::string& parameter) {
  ScheduleStep step;
  step.fault = "poison";
  step.parameter = parameter;
  step.run = every_run;
  return {{{step}}};
}

std::vector<std::string> usual(const FaultGround& ground) {
  std::vector<std::string> globs;
  for (const std::string& input : spread(item_inputs(ground), few)) {
    if (!input.empty()) globs.push_back(glob_quoted(input));
  }
  return globs;
}

}  // namespace

const Fault poison{
    .name = "poison",
    .summary = "whenever the job opens this file for reading, all of its processes are killed",
    .parameter = "GLOB",
    .example = "poison[inbox/7.csv]@every",
    .when = Fault::When::always,
    .problem = problem,
    .schedules = schedules,
    .usual = usual,
};

}  // namespace crashproof::faults
