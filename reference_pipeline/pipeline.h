// The pipeline: source files -> artifacts -> features -> loaded rows.
#pragma once

#include <cstddef>
#include <filesystem>

#include "reference_pipeline/refusal.h"

namespace pipeline {

struct Settings {
  std::filesystem::path source;
  std::filesystem::path work;
  std::filesystem::path temp_directory;  // of artifacts on their way; "": beside them
  int worker_count = 1;
  std::size_t checkpoint_every = 10;  // items to a commit: the resume cost
  bool durable = true;                // survive a power loss, not only a kill
  bool quiet = false;                 // no progress lines on stderr
};

// Runs what is left to do. Returns done, incomplete, set_aside, or interrupted_base + the signal.
// Throws Refusal before anything was changed, and std::exception when storage fails as a whole.
int run_pipeline(const Settings& settings);

// Reads every artifact of a done item and prints those that are missing or damaged. Changes
// nothing that matters; needs no source. Returns done or incomplete. Throws like run_pipeline.
int verify_artifacts(const Settings& settings);

}  // namespace pipeline
