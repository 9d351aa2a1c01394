// The checkpoint was written by another version of the job: its version field is another one.
#include <algorithm>
#include <cctype>

#include "faults/descriptions.h"
#include "faults/state_files.h"
#include "faults/written_steps.h"
#include "harness/model/change_parameter.h"
#include "harness/model/text_field.h"

namespace crashproof::faults {
namespace {

constexpr std::size_t most_files = 16;

std::vector<CrashSchedule> schedules(const FaultGround& ground, const std::string& parameter) {
  return changed_where_written(ground, parse_field_change(parameter).path,
                               down("version", parameter));
}

bool tells_a_version(std::string name) {
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
  return name.find("version") != std::string::npos;
}

bool can_be_written(const std::string& path, const std::string& field) {
  const std::string parameter = path + ":" + field;
  return problem_of<parse_field_change>(parameter).empty() &&
         parse_field_change(parameter) == FieldChange{path, field, std::nullopt};
}

std::vector<std::string> usual(const FaultGround& ground) {
  std::vector<std::string> parameters;
  for (const std::string& path : rewritten_texts(ground, most_files)) {
    for (const std::string& field : numeric_fields(ground.final_content(path))) {
      if (!tells_a_version(field) || !can_be_written(path, field)) continue;
      parameters.push_back(path + ":" + field);
    }
  }
  return parameters;
}

}  // namespace

const Fault version{
    .name = "version",
    .summary = "a field of a state file in text is raised by 1, or set: another version wrote it",
    .parameter = "PATH:FIELD[=VALUE]",
    .example = "kill@end; version[state/ckpt.json:version]@resume1",
    .when = Fault::When::down,
    .replayable = true,
    .problem = problem_of<parse_field_change>,
    .schedules = schedules,
    .usual = usual,
};

}  // namespace crashproof::faults
