// Only that there was an audit and that the questions have answers can be checked, and no more is.
#include "harness/learn/own_job.h"

#include <fmt/format.h>

#include <sstream>

#include "harness/learn/answers.h"
#include "harness/model/printable.h"
#include "harness/record/whole_file.h"

namespace crashproof::learn {
namespace {

constexpr std::string_view heading_mark = "## ";
constexpr const char* settings_name = "crashproof.toml";
constexpr const char* answers_name = "answers.md";

Assessment not_yet(std::string what) {
  return {Assessment::Result::not_yet, {std::move(what)}, {}};
}

}  // namespace

std::vector<std::string> unanswered_headings(std::string_view text) {
  std::istringstream lines{std::string(text)};
  std::vector<std::string> open;
  bool below_one = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(heading_mark)) {
      open.push_back(line.substr(heading_mark.size()));
      below_one = true;
    } else if (below_one && line.find_first_not_of(" \t\r") != std::string::npos) {
      open.pop_back();
      below_one = false;
    }
  }
  return open;
}

Assessment check_own_job(const Exercise& exercise, const Workshop& workshop,
                         const Auditor& auditor) {
  const std::string settings_path = workshop.path(exercise, settings_name);
  const auto settings = read_whole(settings_path);
  if (!settings || *settings == exercise.settings)
    return not_yet(fmt::format("Say in {} which job it is.", printable(settings_path)));
  const Report report = auditor.audit(
      {*settings, settings_path, workshop.folder(exercise), "", workshop.place(exercise, "run")});
  if (!report.baseline_problem.empty())
    return not_yet(fmt::format("There is no baseline: {}\n    {}",
                               printable(report.baseline_problem),
                               printable(report.baseline_advice)));
  if (trials_decided(report) == 0)
    return not_yet("No trial came to a verdict, so nothing is known of the job yet.");
  Assessment assessment;
  assessment.codes = codes_of(report);
  const auto answers = read_whole(workshop.path(exercise, answers_name));
  for (const std::string& question : unanswered_headings(answers.value_or("## answers.md")))
    assessment.problems.push_back("answers.md: nothing is written below: " + printable(question));
  if (!assessment.problems.empty()) assessment.result = Assessment::Result::not_yet;
  return assessment;
}

}  // namespace crashproof::learn
