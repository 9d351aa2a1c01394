// The job is asked to stop, as schedulers, terminals and people do, and killed if it will not.
#include "faults/descriptions.h"
#include "faults/telling_places.h"
#include "faults/written_steps.h"
#include "harness/model/injection_parameter.h"

namespace crashproof::faults {
namespace {

std::vector<CrashSchedule> schedules(const FaultGround& ground, const std::string& parameter) {
  std::vector<CrashSchedule> all;
  for (Position& position : inner_states(ground, most_live_places)) {
    all.push_back({{at("interrupt", parameter, std::move(position))}});
  }
  return all;
}

std::vector<std::string> usual(const FaultGround&) {
  return {"TERM", "INT,group", "HUP", "TERM,again=TERM"};
}

}  // namespace

const Fault interrupt{
    .name = "interrupt",
    .summary = "a signal asks the job to stop; SIGKILL follows when the grace time is over",
    .parameter = "[TERM|INT|HUP][,group][,again=SIGNAL][,grace=SECONDS]",
    .example = "interrupt[TERM,grace=5]@after:write(out.csv)#2",
    .problem = problem_of<parse_stop_request>,
    .schedules = schedules,
    .usual = usual,
};

}  // namespace crashproof::faults
