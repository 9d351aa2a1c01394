// A state file lost its end while the job was down.
#include "faults/descriptions.h"
#include "faults/state_files.h"
#include "faults/written_steps.h"
#include "harness/model/change_parameter.h"

namespace crashproof::faults {
namespace {

constexpr std::size_t most_files = 4;

std::vector<CrashSchedule> schedules(const FaultGround& ground, const std::string& parameter) {
  return changed_where_written(ground, parse_truncation(parameter).path,
                               down("truncate", parameter));
}

std::vector<std::string> usual(const FaultGround& ground) {
  std::vector<std::string> paths = rewritten_texts(ground, most_files);
  std::erase_if(paths, [](const std::string& path) {
    return !problem_of<parse_truncation>(path).empty() || parse_truncation(path).path != path;
  });
  return paths;
}

}  // namespace

const Fault truncate{
    .name = "truncate",
    .summary = "a state file has lost its end: half of it is left, or so many bytes",
    .parameter = "PATH[:BYTES]",
    .example = "kill@end; truncate[state/ckpt.json:10]@resume1",
    .when = Fault::When::down,
    .replayable = true,
    .problem = problem_of<parse_truncation>,
    .schedules = schedules,
    .usual = usual,
};

}  // namespace crashproof::faults
