// A point that the subject itself declares through libfiu: it dies or fails there.
#include "faults/descriptions.h"
#include "faults/written_steps.h"
#include "harness/model/injection_parameter.h"

namespace crashproof::faults {
namespace {

std::vector<CrashSchedule> schedules(const FaultGround&, const std::string& parameter) {
  return {{{at("failpoint", parameter, Position{})}}};
}

}  // namespace

const Fault failpoint{
    .name = "failpoint",
    .summary = "dies, or fails with an errno, at a libfiu point that the subject declares",
    .parameter = "NAME[@HIT][=ERRNO]",
    .example = "failpoint[load/before_commit@2]@start",
    .problem = problem_of<check_failpoint>,
    .schedules = schedules,
};

}  // namespace crashproof::faults
