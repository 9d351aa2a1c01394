// Texts begin with what counts: the name of the exercise and how it stands.
#include "harness/cli/exercise_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/model/printable.h"

namespace crashproof::cli {
namespace {

using Json = nlohmann::ordered_json;

learn::ExerciseProgress row_of(const learn::StudentProgress& progress,
                               const learn::Exercise& exercise) {
  const auto found = progress.find(exercise.name);
  return found == progress.end() ? learn::ExerciseProgress{} : found->second;
}

std::string_view standing(const learn::ExerciseProgress& row, bool unpacked) {
  if (row.passed) return "passed";
  return unpacked ? "begun" : "";
}

std::string as_line(const Json& object) {
  return object.dump(-1, ' ', true) + "\n";
}

}  // namespace

std::string progress_as_text(const learn::Workshop& workshop,
                             const learn::StudentProgress& progress) {
  std::string text;
  std::size_t passed = 0;
  for (const learn::Exercise& exercise : learn::exercises()) {
    const learn::ExerciseProgress row = row_of(progress, exercise);
    passed += row.passed ? 1 : 0;
    text += fmt::format("  {:<7} {:<22} {}", standing(row, workshop.has(exercise)), exercise.name,
                        exercise.title);
    if (row.hints > 0) text += fmt::format(" ({} of {} hints)", row.hints, exercise.hints.size());
    text += "\n";
  }
  return text + fmt::format("{} of {} passed; they are in {}\n", passed, learn::exercises().size(),
                            printable(workshop.directory()));
}

std::string progress_as_json(const learn::Workshop& workshop,
                             const learn::StudentProgress& progress) {
  std::string lines;
  for (const learn::Exercise& exercise : learn::exercises()) {
    const learn::ExerciseProgress row = row_of(progress, exercise);
    lines += as_line({{"type", "exercise"},
                      {"name", exercise.name},
                      {"title", exercise.title},
                      {"begun", workshop.has(exercise)},
                      {"passed", row.passed},
                      {"checks", row.checks},
                      {"hints", row.hints},
                      {"directory", valid_utf8(workshop.folder(exercise))}});
  }
  return lines;
}

std::string story_text(const learn::Exercise& exercise, const learn::Workshop& workshop) {
  return fmt::format("{}\nIt lies in {}\n", exercise.story, printable(workshop.folder(exercise)));
}

std::string assessment_as_text(const learn::Exercise& exercise, const learn::Workshop& workshop,
                               const learn::Assessment& assessment) {
  std::string text = fmt::format("{}: {}\n", exercise.name, name_of(assessment.result));
  for (const std::string& problem : assessment.problems) text += "\n  " + problem + "\n";
  if (assessment.result == learn::Assessment::Result::not_yet)
    text += fmt::format(
        "\n  In {}\n  `crashproof audit` has the whole report. `crashproof learn hint` helps.\n",
        printable(workshop.folder(exercise)));
  if (assessment.result == learn::Assessment::Result::passed && !exercise.solution.empty())
    text += fmt::format("  One way to solve it lies in {}/solution now.\n",
                        printable(workshop.folder(exercise)));
  return text;
}

std::string assessment_as_json(const learn::Exercise& exercise,
                               const learn::Assessment& assessment) {
  Json problems = Json::array();
  for (const std::string& problem : assessment.problems) problems.push_back(valid_utf8(problem));
  return as_line({{"type", "check"},
                  {"name", exercise.name},
                  {"result", name_of(assessment.result)},
                  {"codes", assessment.codes},
                  {"problems", problems}});
}

}  // namespace crashproof::cli
