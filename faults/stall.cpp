// One worker stops for good where it stands; the others go on until nothing more happens, then all
// of them die. So work is finished out of order on purpose and not by luck.
#include "faults/descriptions.h"
#include "faults/one_of_many.h"
#include "faults/telling_places.h"
#include "faults/written_steps.h"
#include "harness/model/injection_parameter.h"

namespace crashproof::faults {
namespace {

std::string with_role(const std::string& parameter, const std::string& role) {
  if (!parse_stalled_thread(parameter).role.empty()) return parameter;
  return parameter.empty() ? role : role + "," + parameter;
}

std::vector<CrashSchedule> schedules(const FaultGround& ground, const std::string& parameter) {
  std::vector<CrashSchedule> all;
  for (const PlaceOfRole& place :
       places_of_roles(ground.trace, true, parse_stalled_thread(parameter).role)) {
    // Before its Event, so that what the others do overtakes it.
    all.push_back({{at("stall", with_role(parameter, place.role), ground.before(place.event))}});
  }
  return all;
}

std::vector<std::string> usual(const FaultGround&) {
  return {""};
}

}  // namespace

const Fault stall{
    .name = "stall",
    .summary = "one process or thread of several stops there; when the others have ended all die",
    .parameter = "[ROLE][,seconds=N]",
    .example = "stall[main+1]@before:write(done.log)#2",
    .problem = problem_of<parse_stalled_thread>,
    .schedules = schedules,
    .usual = usual,
};

}  // namespace crashproof::faults
