// Where in the code the Events are made that findings are about.
#pragma once

#include <vector>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/surroundings.h"

namespace crashproof {

// Sets Finding::opener_site and closer_site where they can be found out: one more crash-free run.
void add_call_sites(std::vector<Finding>& findings, const CampaignOptions& options,
                    const Surroundings& surroundings, const BaselineRuns& runs);

}  // namespace crashproof
