// Measures one file system: records rounds of each variant, surveys the crashes of each, and holds
// what was found against its model.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tools/validate_models/model_check.h"
#include "tools/validate_models/options.h"
#include "tools/validate_models/survey.h"

namespace crashproof {

// One kind of outcome of one workload on one file system.
struct OutcomeCount {
  std::uint64_t sightings = 0;  // once for each image, and for each moment at which it may be found
  std::map<std::string, std::uint64_t> by_variant;
};

struct Disagreement {
  std::string file_system;
  std::string variant;
  std::uint64_t seed = 0;
  std::string workload;
  std::string model;
  std::string outcome;
  EventRange range;
  std::string explanation;  // what comes nearest among what the model permits
};

struct Measurement {
  std::string file_system;
  std::string model;
  std::uint64_t recordings = 0;
  std::uint64_t images = 0;
  std::uint64_t states = 0;  // distinct contents of a workload's directory at a distinct moment
  std::map<ModelCheck::Answer, std::uint64_t> answers;  // of the model, about these states
  std::uint64_t listed = 0;          // states that the model listed, over all recordings
  std::vector<std::string> trouble;  // images that could not be mounted or read, one line each
  // By the workload's summary and outcome_of().
  std::map<std::string, std::map<std::string, OutcomeCount>> outcomes;
  std::vector<Disagreement> disagreements;
  double seconds = 0;
};

// Throws as record_workloads does.
Measurement measure(const Bench& bench, const FileSystem& file_system,
                    const ValidateOptions& options);

}  // namespace crashproof
