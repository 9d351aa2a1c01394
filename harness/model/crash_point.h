// A position in a trace at which a run may die: a gap between two Events, or a cut in a write.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>

namespace crashproof {

struct CrashPoint {
  // How many Events have happened: 0 is before the first, Trace::events.size() is after the last.
  std::uint64_t after = 0;
  // With a value: Event number `after` (a write) has also put down this many of its first bytes,
  // 0 < *cut_bytes < its length.
  std::optional<std::uint64_t> cut_bytes;

  auto operator<=>(const CrashPoint&) const = default;
};

}  // namespace crashproof
