// Crash-free runs that differ by the clock or by random bytes alone can be made to agree.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "harness/campaign/campaign.h"
#include "harness/campaign/run_store.h"
#include "harness/campaign/surroundings.h"

namespace crashproof {

// What is to blame for the difference of two runs, and the options that take it away.
struct Remedy {
  std::string cause;
  std::string options;
};

// Differing runs are tried again with one fixed clock, then also with the same random bytes: if
// that makes them agree in more, a narrower comparison would be the wrong remedy. set_aside_without
// is how many paths are set aside as it is. nullopt if pins do not help. Throws Interrupted.
std::optional<Remedy> remedy_by_pins(CampaignOptions options, const RunStore& store,
                                     const Surroundings& surroundings, const Catalogues& catalogues,
                                     std::size_t set_aside_without);

}  // namespace crashproof
