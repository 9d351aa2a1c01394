// The call sites that a run directory holds: found once, they hold for the recorded run.
#pragma once

#include <cstdint>
#include <map>

#include "harness/campaign/run_store.h"
#include "harness/model/call_site.h"

namespace crashproof {

// By Event::index of the recorded run.
using CallSites = std::map<std::uint64_t, CallSite>;

// Empty if none were kept. Throws UsageError if the file is damaged.
CallSites kept_call_sites(const RunStore& store);
void keep_call_sites(const RunStore& store, const CallSites& sites);

}  // namespace crashproof
