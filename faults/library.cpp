// A call of the C library fails, through libfiu's preload: memory, stdio, and what else never
// reaches the kernel by itself. Only for programs that are linked dynamically.
#include "faults/descriptions.h"
#include "faults/written_steps.h"
#include "harness/model/injection_parameter.h"

namespace crashproof::faults {
namespace {

std::vector<CrashSchedule> schedules(const FaultGround&, const std::string& parameter) {
  return {{{at("library", parameter, Position{})}}};
}

}  // namespace

// A recording does not show which of these functions a job calls, and a call that never comes is
// no trial: so there is no usual one.
const Fault library{
    .name = "library",
    .summary = "a call of the C library fails (libfiu's preload; dynamically linked programs only)",
    .parameter = "POINT[,call=N|all][,errno=NAME]",
    .example = "library[libc/mm/malloc,call=100]@start",
    .problem = problem_of<parse_library_failure>,
    .schedules = schedules,
};

}  // namespace crashproof::faults
