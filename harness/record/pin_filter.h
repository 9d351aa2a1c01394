// The seccomp program of a run with Pins. It is installed beside the one that every run has.
#pragma once

#include <linux/filter.h>

#include <vector>

#include "harness/record/pins.h"

namespace crashproof {

// Stops at the tracer for the calls that PinnedCalls answers, and for no others. Built once for
// each kind of Pins; empty if nothing is pinned. Throws std::system_error.
const std::vector<sock_filter>& pin_filter(const Pins& pins);

}  // namespace crashproof
