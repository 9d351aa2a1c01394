// Mounts the crash images of a recorded disk and reads what its workloads find there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/validate_models/crash_images.h"
#include "tools/validate_models/recording.h"

namespace crashproof {

// One content of a workload's directory that was found, and when it can have been.
struct Observation {
  std::size_t workload = 0;  // index into the recorded ones
  ObservedTree tree;
  EventRange range;
  std::uint64_t times = 0;  // in so many images
  bool by_prefix = false;   // at least one of them was a whole prefix of the writes
};

struct Survey {
  std::vector<Observation> observations;  // no two alike
  std::uint64_t images = 0;
  std::vector<std::string> unreadable;  // images that could not be mounted or read, one line each
};

// Throws as record_workloads does.
Survey survey_crashes(const Bench& bench, const FileSystem& file_system, const DiskImage& base,
                      const std::vector<RecordedWorkload>& recorded,
                      const CrashImageLimits& limits);

}  // namespace crashproof
