// Kept as JSON beside the campaign, with a hash of the exercise that it is about.
#include "harness/learn/reference.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "harness/learn/answers.h"
#include "harness/learn/job_audit.h"
#include "harness/model/counted.h"
#include "harness/record/replaced_file.h"
#include "harness/record/whole_file.h"

namespace crashproof::learn {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kept_name = "/reference.json";

// Of all that the reference follows from.
std::string version_of(const Exercise& exercise) {
  std::string all = exercise.settings;
  for (const EmbeddedFile& file : exercise.files) all.append(file.path).append(file.text);
  for (const Question& question : exercise.questions) all += question.key + question.answer;
  return fmt::format("{:016x}", XXH3_64bits(all.data(), all.size()));
}

std::string as_text(const Reference& reference, const std::string& version) {
  return Json{{"of", version}, {"codes", reference.codes}, {"answers", reference.answers}}.dump(1);
}

// nullopt if nothing is kept of this version.
std::optional<Reference> kept_in(const std::string& place, const std::string& version) {
  const auto text = read_whole(place + kept_name);
  if (!text) return std::nullopt;
  try {
    const Json json = Json::parse(*text);
    if (json.at("of") != version) return std::nullopt;
    // The run itself is asked for its end; it may have been tidied away.
    if (!std::filesystem::exists(run_directory_in(place) + "/baseline.json")) return std::nullopt;
    return Reference{json.at("codes"), json.at("answers"), run_directory_in(place), ""};
  } catch (const Json::exception&) {
    return std::nullopt;  // it is audited again
  }
}

}  // namespace

Reference reference_of(const Exercise& exercise, const Workshop& workshop, const Auditor& auditor) {
  const std::string place = workshop.place(exercise, "start");
  const std::string version = version_of(exercise);
  if (auto kept = kept_in(place, version)) return *kept;
  std::filesystem::create_directories(place);
  const JobAudit audited = audit_job(exercise, place, "", auditor);
  if (!audited.built)
    throw std::runtime_error(
        fmt::format("{} as it was given cannot be built: {}", exercise.name, audited.build_output));
  Reference reference{
      codes_of(audited.report), {}, run_directory_in(place), audited.report.baseline_problem};
  if (trials_undecided(audited.report) > 0)
    reference.problem = counted(trials_undecided(audited.report), "trial") + " came to no verdict";
  for (const Question& question : exercise.questions)
    reference.answers[question.key] = answer_from(question.answer, audited.report);
  // What did not come out as it should is looked at again next time.
  if (reference.shows(exercise)) replace_file(place + kept_name, as_text(reference, version));
  return reference;
}

}  // namespace crashproof::learn
