// The disks that a power cut could have left, from the log of a recorded disk.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "tools/validate_models/block_log.h"
#include "tools/validate_models/disk_image.h"

namespace crashproof {

struct CrashImage {
  DiskImage image;
  // The moments of the log at which it may be found: after so many entries.
  std::uint64_t first_moment = 0;
  std::uint64_t last_moment = 0;
  bool whole_prefix = false;  // every write before the moment; else some of those not yet flushed
};

struct CrashImageLimits {
  std::uint64_t prefixes = 0;  // at most so many, spread over the log
  std::uint64_t subsets = 0;   // at most so many, likewise
  std::uint64_t seed = 0;
};

// Hands over images from the first mark of the log on: each prefix, and what was flushed together
// with random 4 KiB pieces of what was written since. Stops if `hand_over` returns false.
void each_crash_image(const DiskImage& base, const BlockLog& log, const CrashImageLimits& limits,
                      const std::function<bool(const CrashImage&)>& hand_over);

}  // namespace crashproof
