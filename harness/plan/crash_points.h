// Every position of a trace at which a run may die.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/model/crash_point.h"
#include "harness/model/trace.h"

namespace crashproof {

enum class Cuts : std::uint8_t {
  none,   // gaps only: what SIGKILL leaves when no write is interrupted
  pages,  // plus cuts at page borders of the file: what SIGKILL can leave of a large write
  all,    // plus first byte, middle, last byte, sector borders: also what a full disk leaves
};

// In order; gaps 0 … events.size() but those behind an `open`, which leaves all as it was (the last
// gap is there in any case), cuts after the gap before their write. Only `write` is cut: a store
// through a mapping has no call that could stop half-way. At most max_cuts_per_write cuts of one
// write: page borders and then sector borders, spread evenly; with Cuts::all its first byte, its
// last and its middle come before these, in this order of preference.
std::vector<CrashPoint> crash_points(const Trace& trace, Cuts cuts,
                                     std::size_t max_cuts_per_write = 8);

}  // namespace crashproof
