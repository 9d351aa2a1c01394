// Where in the code the Events are made that findings are about.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/surroundings.h"

namespace crashproof {

// The Events by number that a finding is about: those that its diagnosis names, else those that
// bound its window.
std::optional<std::uint64_t> opener_of(const Finding& finding);
std::optional<std::uint64_t> closer_of(const Finding& finding);

// Sets Finding::opener_site and closer_site where they can be found out: one more crash-free run.
void add_call_sites(std::vector<Finding>& findings, const CampaignOptions& options,
                    const Surroundings& surroundings, const BaselineRuns& runs);

}  // namespace crashproof
