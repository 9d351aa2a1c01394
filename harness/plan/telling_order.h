// Which states tell most, and an order in which to try them that may be broken off anywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/model/trace.h"
#include "harness/plan/equivalence.h"

namespace crashproof {

// How telling a state is by the Events next to its points: renames, unlinks, links and new files
// before truncations and fsyncs, before the middle of a run of writes, before a cut in one.
std::uint64_t telling_weight(const Trace& trace, const CrashStateClass& state);

// The numbers 0 … count - 1, the ends first, then the middle of each part that is left, the
// largest parts first: any beginning of it is spread evenly.
std::vector<std::size_t> bisecting_order(std::size_t count);

// The numbers of the states, most telling first: the first and the last, then those beside a change
// of names or something that makes durable, then the other gaps, then the cuts; each of these three
// in bisecting order.
std::vector<std::size_t> telling_order(const Trace& trace,
                                       const std::vector<CrashStateClass>& states);

}  // namespace crashproof
