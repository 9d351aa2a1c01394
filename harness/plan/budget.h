// Which states to try when there are more than the budget allows.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/model/trace.h"
#include "harness/plan/equivalence.h"

namespace crashproof {

// At most at_most of the classes, in order: all of them if they are not more. Else the first and
// the last (the first alone if at_most is 1), and of those between one from each of at_most - 2
// strata of equal size, so that every part of the trace is covered. Within a stratum the choice is
// random, with better odds the more telling the Events next to a class are: renames, unlinks,
// links and new files before truncations and fsyncs, before the middle of a run of writes.
// The same arguments give the same sample; other seeds give other ones.
std::vector<CrashStateClass> sampled(const Trace& trace,
                                     const std::vector<CrashStateClass>& classes,
                                     std::uint64_t at_most, std::uint64_t seed);

}  // namespace crashproof
