// What of its surroundings a run is to find the same each time.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/record/wall_clock.h"

namespace crashproof {

struct Pins {
  WallClock clock;
  // getrandom, /dev/urandom, /dev/random, /proc/sys/kernel/random/uuid and AT_RANDOM give each
  // process bytes that follow from this seed and from its role in the tree alone, and addresses
  // are not randomised. The n-th thread of a process has bytes of its own. A device that is opened
  // ends after 1 MiB, and only its usual name is known. Not pinned: pids, the CPU's own random
  // numbers and cycle counts.
  std::optional<std::uint64_t> random_seed;

  bool clock_is_pinned() const { return clock.kind != WallClock::Kind::real; }
  bool any() const { return clock_is_pinned() || random_seed.has_value(); }
  bool operator==(const Pins&) const = default;
};

}  // namespace crashproof
