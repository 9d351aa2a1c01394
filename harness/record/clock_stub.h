// The machine code that takes the place of the vDSO's clock functions in a run with a pinned clock.
#pragma once

#include <cstdint>
#include <string>

#include "harness/record/wall_clock.h"

namespace crashproof {

// In the sixth argument of clock_gettime, which the kernel does not look at: the seccomp filter
// lets the call through, because the stub itself adds the shift to its result.
constexpr std::uint64_t kClockPassword = 0x43726173'68436c6bULL;

// Independent of where it lies. Entry points are offsets from its start.
struct ClockStub {
  std::string code;
  std::uint64_t clock_gettime = 0;
  std::uint64_t gettimeofday = 0;
  std::uint64_t time = 0;
};

// For a clock that is not real.
ClockStub clock_stub(const WallClock& clock);

}  // namespace crashproof
