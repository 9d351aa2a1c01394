// A state file is there but empty, as file systems leave one whose data never reached the disk.
#include "faults/descriptions.h"
#include "faults/state_files.h"
#include "faults/written_steps.h"
#include "harness/model/change_parameter.h"

namespace crashproof::faults {
namespace {

constexpr std::size_t most_files = 4;

std::vector<CrashSchedule> schedules(const FaultGround& ground, const std::string& parameter) {
  return changed_where_written(ground, parse_emptied(parameter).path, down("empty", parameter));
}

std::vector<std::string> usual(const FaultGround& ground) {
  std::vector<std::string> paths = rewritten_texts(ground, most_files);
  std::erase_if(paths,
                [](const std::string& path) { return !problem_of<parse_emptied>(path).empty(); });
  return paths;
}

}  // namespace

const Fault empty{
    .name = "empty",
    .summary = "a state file is there, but empty",
    .parameter = "PATH",
    .example = "kill@end; empty[state/ckpt.json]@resume1",
    .when = Fault::When::down,
    .replayable = true,
    .problem = problem_of<parse_emptied>,
    .schedules = schedules,
    .usual = usual,
};

}  // namespace crashproof::faults
