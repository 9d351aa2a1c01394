// The rounds of one file system, one after the other.
#include "tools/validate_models/measurement.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "faults/persistence/catalogue.h"
#include "tools/validate_models/outcome.h"

namespace crashproof {
namespace {

// Enough to see each stretch of a log once; a recording has some hundred.
constexpr std::uint64_t kQuickImages = 160;
constexpr std::uint64_t kFullImages = 400;

bool wanted(const std::vector<std::string>& names, std::string_view name) {
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

int rounds_of(const Variant& variant, const ValidateOptions& options) {
  if (!options.variants.empty()) {
    return wanted(options.variants, variant.name) ? std::max(variant.quick_rounds, 1) : 0;
  }
  return options.quick ? variant.quick_rounds : variant.full_rounds;
}

std::vector<std::vector<const Workload*>> groups_of(const Variant& variant,
                                                    const ValidateOptions& options) {
  std::vector<std::vector<const Workload*>> groups;
  for (const Workload& workload : workloads()) {
    if (!wanted(options.workloads, workload.name)) continue;
    if (groups.empty() || !variant.together) groups.emplace_back();
    groups.back().push_back(&workload);
  }
  return groups;
}

const PersistenceModel& model_named(std::string_view name) {
  const PersistenceModel* model = persistence_model_named(name);
  if (model == nullptr) throw std::runtime_error(fmt::format("there is no model '{}'", name));
  return *model;
}

class Measuring {
 public:
  Measuring(const Bench& bench, const FileSystem& file_system, const ValidateOptions& options)
      : bench_(bench),
        file_system_(file_system),
        options_(options),
        model_(model_named(options.model.empty() ? file_system.model : options.model)),
        base_(base_image(bench, file_system)) {
    result_.file_system = file_system.name;
    result_.model = model_.name;
  }

  Measurement run() {
    const auto begin = std::chrono::steady_clock::now();
    for (const Variant& variant : variants()) {
      for (int round = 0; round < rounds_of(variant, options_); ++round) {
        for (const auto& group : groups_of(variant, options_)) run_round(variant, round, group);
      }
    }
    result_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return std::move(result_);
  }

 private:
  void run_round(const Variant& variant, int round, const std::vector<const Workload*>& group) {
    const std::uint64_t seed = options_.seed * 1000 + static_cast<std::uint64_t>(round);
    const std::vector<RecordedWorkload> recorded =
        record_workloads(bench_, file_system_, base_, variant, group, seed);
    const std::uint64_t images =
        options_.images != 0 ? options_.images : (options_.quick ? kQuickImages : kFullImages);
    const Survey survey =
        survey_crashes(bench_, file_system_, base_, recorded, {(images + 1) / 2, images / 2, seed});
    ++result_.recordings;
    result_.images += survey.images;
    result_.states += survey.observations.size();
    for (const std::string& line : survey.unreadable) {
      result_.trouble.push_back(fmt::format("{} (seed {}) {}", variant.name, seed, line));
    }
    for (std::size_t i = 0; i < recorded.size(); ++i) judge(variant, seed, i, recorded[i], survey);
    fmt::print(stderr, "{} {} round {}: {} images, {} states\n", file_system_.name, variant.name,
               round + 1, survey.images, survey.observations.size());
  }

  void judge(const Variant& variant, std::uint64_t seed, std::size_t number,
             const RecordedWorkload& recorded, const Survey& survey) {
    const ModelCheck check(model_, recorded);
    for (const Observation& seen : survey.observations) {
      if (seen.workload != number) continue;
      const std::string outcome = outcome_of(recorded, seen.tree);
      OutcomeCount& count = result_.outcomes[std::string(recorded.workload->summary)][outcome];
      count.sightings += seen.times;
      count.by_variant[std::string(variant.name)] += seen.times;
      const ModelCheck::Answer answer = check.permits(seen.tree, seen.range);
      ++result_.answers[answer];
      if (answer != ModelCheck::Answer::forbidden) continue;
      result_.disagreements.push_back({result_.file_system, std::string(variant.name), seed,
                                       std::string(recorded.workload->summary), result_.model,
                                       outcome, seen.range, check.nearest(seen.tree, seen.range)});
    }
    result_.listed += check.listed();
  }

  const Bench& bench_;
  const FileSystem& file_system_;
  const ValidateOptions& options_;
  const PersistenceModel& model_;
  DiskImage base_;
  Measurement result_;
};

}  // namespace

Measurement measure(const Bench& bench, const FileSystem& file_system,
                    const ValidateOptions& options) {
  return Measuring(bench, file_system, options).run();
}

}  // namespace crashproof
