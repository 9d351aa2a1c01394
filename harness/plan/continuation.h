// A run that was cut off and the resume after it, as one trace: what a second crash, during the
// resume, leaves is a prefix of that.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/model/crash_point.h"
#include "harness/model/initial_tree.h"
#include "harness/model/trace.h"

namespace crashproof {

// The Events of `crashed` before the point, then all of the resume. A write that the point cuts is
// there with the bytes that it had put down. What the recorder said besides Events is left out.
Trace continuation(const Trace& crashed, const CrashPoint& point, const Trace& resume);

// The state in which a run leaves the files after so many of its Events.
struct StateAt {
  std::uint64_t events = 0;
  std::uint64_t hash = 0;  // Image::hash: equal for equal trees, times apart

  bool operator==(const StateAt&) const = default;
};

// After Event number `first` and each later one that changes files: what is new then. Linear in the
// number of Events, and in the bytes that they change.
std::vector<StateAt> states_of(const Trace& trace, std::uint64_t first, const InitialTree& initial);

}  // namespace crashproof
