// Arithmetic of pinned clocks.
#include "harness/record/wall_clock.h"

#include <time.h>

namespace crashproof {

WallClock WallClock::shifted_by(std::int64_t shift_ns) {
  WallClock clock;
  clock.kind = Kind::shifted;
  clock.shift_ns = shift_ns;
  return clock;
}

WallClock WallClock::fixed_at(std::int64_t instant_ns) {
  WallClock clock;
  clock.kind = Kind::fixed;
  clock.instant_ns = instant_ns;
  return clock;
}

WallClock WallClock::stepped_from(std::int64_t instant_ns, std::int64_t step_ns) {
  WallClock clock;
  clock.kind = Kind::stepped;
  clock.instant_ns = instant_ns;
  clock.step_ns = step_ns;
  return clock;
}

WallClock moved_by(WallClock clock, std::int64_t shift_ns) {
  if (clock.kind == WallClock::Kind::real) return WallClock::shifted_by(shift_ns);
  (clock.kind == WallClock::Kind::shifted ? clock.shift_ns : clock.instant_ns) += shift_ns;
  return clock;
}

bool is_wall_clock(std::int64_t clock_id) {
  return clock_id == CLOCK_REALTIME || clock_id == CLOCK_REALTIME_COARSE ||
         clock_id == CLOCK_REALTIME_ALARM || clock_id == CLOCK_TAI;
}

std::int64_t shown_ns(const WallClock& clock, std::int64_t real_ns, std::uint64_t looks) {
  switch (clock.kind) {
    case WallClock::Kind::shifted:
      return real_ns + clock.shift_ns;
    case WallClock::Kind::fixed:
      return clock.instant_ns;
    case WallClock::Kind::stepped:
      return clock.instant_ns + clock.step_ns * static_cast<std::int64_t>(looks);
    case WallClock::Kind::real:
      break;
  }
  return real_ns;
}

}  // namespace crashproof
