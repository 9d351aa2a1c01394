// A trace as lines for people: one an event, aligned.
#pragma once

#include <cstdint>
#include <string>

#include "harness/model/trace.h"

namespace crashproof::cli {

// Events number `first` (from 1) and on, at most `limit` (0: all). The number of an event is also
// that of the crash point after it, as in kill@event(N); an open has none.
std::string trace_listing(const Trace& trace, std::uint64_t first, std::uint64_t limit);

}  // namespace crashproof::cli
