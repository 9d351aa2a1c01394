// What time a run is to see.
#pragma once

#include <cstdint>

namespace crashproof {

// About the wall clock (CLOCK_REALTIME, its coarse and alarm kinds, CLOCK_TAI) of a whole process
// tree, however its programs ask for it. CLOCK_MONOTONIC, CPU times and every duration stay real.
// Waits until an absolute time of the wall clock end when they would by the clock that the run sees
// (under a fixed or stepped one: after the difference to what it showed at the call; a wait that a
// signal interrupts begins anew).
//
// Not followed: times that the kernel stamps itself (files, messages of sockets), adjtimex,
// /proc/stat, 32-bit programs. A job that waits in a loop for a fixed clock to go on hangs until
// its time limit; a stepped one lets it end.
struct WallClock {
  enum class Kind : std::uint8_t {
    real,
    shifted,  // the real clock plus `shift_ns`
    fixed,    // always `instant_ns`
    stepped,  // starts at `instant_ns` for each thread and goes on `step_ns` with each look at it;
              // each look costs a stop at the tracer
  };
  Kind kind = Kind::real;
  std::int64_t shift_ns = 0;
  std::int64_t instant_ns = 0;  // since the beginning of 1970, UTC
  std::int64_t step_ns = 1'000;

  static WallClock shifted_by(std::int64_t shift_ns);
  static WallClock fixed_at(std::int64_t instant_ns);
  static WallClock stepped_from(std::int64_t instant_ns, std::int64_t step_ns = 1'000);

  bool operator==(const WallClock&) const = default;
};

// The same clock set forward (or, if negative, back) by so much: for one that is pinned already.
WallClock moved_by(WallClock clock, std::int64_t shift_ns);

// True for the ids of clocks that show wall time.
bool is_wall_clock(std::int64_t clock_id);

// What a thread sees that has looked `looks` times before, when the real wall clock shows real_ns.
std::int64_t shown_ns(const WallClock& clock, std::int64_t real_ns, std::uint64_t looks);

}  // namespace crashproof
