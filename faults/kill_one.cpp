// One process of the tree dies, as the kernel's out-of-memory killer does it, and the others go on;
// alone, and with the death of all of them a little later.
#include <set>

#include "faults/descriptions.h"
#include "faults/one_of_many.h"
#include "faults/telling_places.h"
#include "faults/written_steps.h"
#include "harness/model/injection_parameter.h"

namespace crashproof::faults {
namespace {

// The last change that another process made which was at work by then: the others have gone on
// without the dead one. Processes that come later may be started by nobody now.
std::optional<std::uint64_t> last_of_others(const Trace& trace, const PlaceOfRole& place) {
  std::set<std::string> at_work;
  for (std::uint64_t i = 0; i < place.event; ++i) {
    at_work.insert(process_of(trace.events[i].process));
  }
  at_work.erase(place.role);
  for (std::uint64_t i = trace.events.size(); i > place.event + 1; --i) {
    const Event& event = trace.events[i - 1];
    if (changes_files(event.kind) && at_work.contains(process_of(event.process))) return i - 1;
  }
  return std::nullopt;
}

std::vector<CrashSchedule> schedules(const FaultGround& ground, const std::string& parameter) {
  std::vector<CrashSchedule> all;
  for (const PlaceOfRole& place :
       places_of_roles(ground.trace, false, parse_killed_process(parameter).role)) {
    const ScheduleStep strike = at("kill-one", place.role, right_after(ground, place.event));
    all.push_back({{strike}});
    const std::optional<std::uint64_t> last = last_of_others(ground.trace, place);
    if (last) all.push_back({{strike, at("kill", "", right_after(ground, *last))}});
  }
  return spread(all, most_live_places);
}

std::vector<std::string> usual(const FaultGround&) {
  return {""};
}

}  // namespace

const Fault kill_one{
    .name = "kill-one",
    .summary = "SIGKILL to one process of several, while the others go on",
    .parameter = "[ROLE]",
    .example = "kill-one[main/2]@after:write(claims.db)#3",
    .problem = problem_of<parse_killed_process>,
    .schedules = schedules,
    .usual = usual,
};

}  // namespace crashproof::faults
