// A table of operations and file systems, then one line a file system, then what disagrees.
#include "tools/validate_models/results.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tools/validate_models/workloads.h"

namespace crashproof {
namespace {

constexpr std::size_t kMostShown = 20;

std::set<std::string> outcomes_of(const std::vector<Measurement>& measurements,
                                  const std::string& operation) {
  std::set<std::string> outcomes;
  for (const Measurement& measurement : measurements) {
    const auto found = measurement.outcomes.find(operation);
    if (found == measurement.outcomes.end()) continue;
    for (const auto& [outcome, count] : found->second) outcomes.insert(outcome);
  }
  return outcomes;
}

std::uint64_t sightings_of(const Measurement& measurement, const std::string& operation,
                           const std::string& outcome) {
  const auto found = measurement.outcomes.find(operation);
  if (found == measurement.outcomes.end()) return 0;
  const auto count = found->second.find(outcome);
  return count == found->second.end() ? 0 : count->second.sightings;
}

std::string table_of(const std::vector<Measurement>& measurements) {
  std::string text = fmt::format("{:<56}", "sightings (image and moment) by outcome");
  for (const Measurement& measurement : measurements) {
    text += fmt::format("{:>8}", measurement.file_system);
  }
  text += "\n";
  for (const Workload& workload : workloads()) {
    const std::string operation(workload.summary);
    const std::set<std::string> outcomes = outcomes_of(measurements, operation);
    if (!outcomes.empty()) text += operation + "\n";
    for (const std::string& outcome : outcomes) {
      text += fmt::format("    {:<52}", outcome);
      for (const Measurement& measurement : measurements) {
        const std::uint64_t sightings = sightings_of(measurement, operation, outcome);
        text += sightings == 0 ? fmt::format("{:>8}", ".") : fmt::format("{:>8}", sightings);
      }
      text += "\n";
    }
  }
  return text;
}

std::uint64_t answers(const Measurement& measurement, ModelCheck::Answer answer) {
  const auto found = measurement.answers.find(answer);
  return found == measurement.answers.end() ? 0 : found->second;
}

std::string summary_of(const Measurement& measurement) {
  using Answer = ModelCheck::Answer;
  return fmt::format(
      "{}: {} recordings, {} crash images, {} states in {:.0f} s\n"
      "  model {}: {} states listed; of those observed {} are listed, {} composed of listed ones, "
      "{} undecided, {} FORBIDDEN\n",
      measurement.file_system, measurement.recordings, measurement.images, measurement.states,
      measurement.seconds, measurement.model, measurement.listed,
      answers(measurement, Answer::listed), answers(measurement, Answer::composed),
      answers(measurement, Answer::undecided), answers(measurement, Answer::forbidden));
}

std::string disagreements_of(const Measurement& measurement) {
  std::string text;
  std::size_t shown = 0;
  for (const Disagreement& one : measurement.disagreements) {
    if (++shown > kMostShown) break;
    text += fmt::format(
        "FORBIDDEN  {} did what model {} forbids\n"
        "  operation  {}\n  variant    {} (seed {})\n  observed   {}\n  moment     {} to {} "
        "Events\n"
        "  nearest    {}\n",
        one.file_system, one.model, one.workload, one.variant, one.seed, one.outcome,
        one.range.finished, one.range.begun, one.explanation);
  }
  if (measurement.disagreements.size() > kMostShown) {
    text += fmt::format("… and {} more\n", measurement.disagreements.size() - kMostShown);
  }
  return text;
}

nlohmann::json json_of(const Measurement& measurement) {
  nlohmann::json outcomes = nlohmann::json::object();
  for (const auto& [operation, found] : measurement.outcomes) {
    for (const auto& [outcome, count] : found) {
      outcomes[operation][outcome] = {{"sightings", count.sightings},
                                      {"variants", count.by_variant}};
    }
  }
  nlohmann::json disagreements = nlohmann::json::array();
  for (const Disagreement& one : measurement.disagreements) {
    disagreements.push_back({{"variant", one.variant},
                             {"seed", one.seed},
                             {"operation", one.workload},
                             {"outcome", one.outcome},
                             {"finished", one.range.finished},
                             {"begun", one.range.begun},
                             {"nearest", one.explanation}});
  }
  return {{"file_system", measurement.file_system},
          {"model", measurement.model},
          {"recordings", measurement.recordings},
          {"images", measurement.images},
          {"states", measurement.states},
          {"states_of_model", measurement.listed},
          {"listed", answers(measurement, ModelCheck::Answer::listed)},
          {"composed", answers(measurement, ModelCheck::Answer::composed)},
          {"undecided", answers(measurement, ModelCheck::Answer::undecided)},
          {"forbidden", answers(measurement, ModelCheck::Answer::forbidden)},
          {"trouble", measurement.trouble},
          {"outcomes", outcomes},
          {"disagreements", disagreements}};
}

}  // namespace

std::string results_text(const std::vector<Measurement>& measurements) {
  std::string text = table_of(measurements) + "\n";
  for (const Measurement& measurement : measurements) {
    text += summary_of(measurement);
    for (const std::string& line : measurement.trouble) text += "  " + line + "\n";
  }
  for (const Measurement& measurement : measurements) text += disagreements_of(measurement);
  return text;
}

std::string results_json(const std::vector<Measurement>& measurements, std::uint64_t seed) {
  nlohmann::json document = {{"seed", seed}, {"file_systems", nlohmann::json::array()}};
  for (const Measurement& measurement : measurements) {
    document["file_systems"].push_back(json_of(measurement));
  }
  return document.dump(2) + "\n";
}

}  // namespace crashproof
