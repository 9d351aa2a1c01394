// Schedules are text in Evidence, so that an old run can be judged by newer checks.
#include "scenarios/checks/schedule_steps.h"

#include <algorithm>
#include <stdexcept>

namespace crashproof {

std::vector<ScheduleStep> steps_of(const Evidence& evidence) {
  try {
    return parse_schedule(evidence.schedule).steps;
  } catch (const std::invalid_argument&) {
    return {};
  }
}

bool strikes_every_run(const Evidence& evidence) {
  return std::ranges::any_of(steps_of(evidence),
                             [](const ScheduleStep& step) { return step.run == every_run; });
}

}  // namespace crashproof
