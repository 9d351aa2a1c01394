// Where in the code the Events are made that findings are about.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/run_store.h"
#include "harness/campaign/surroundings.h"

namespace crashproof {

// The Events by number that a finding is about: those that its diagnosis names, else those that
// bound its window.
std::optional<std::uint64_t> opener_of(const Finding& finding);
std::optional<std::uint64_t> closer_of(const Finding& finding);

// Sets both sites and places of a finding, parted (call_site.h).
void tell_places(Finding& finding, CallSite opener, CallSite closer);

// Sets the sites and places of findings where they are known: from the store, and, if `may_run`,
// from one more crash-free run, of which the store keeps what it found.
void add_call_sites(std::vector<Finding>& findings, const CampaignOptions& options,
                    const RunStore& store, const Surroundings& surroundings,
                    const BaselineRuns& runs, bool may_run);

}  // namespace crashproof
