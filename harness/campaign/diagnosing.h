// From windows to causes: asks recognisers, carries out the trials that they ask for, groups what
// has one cause.
#pragma once

#include <vector>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/run_store.h"
#include "harness/campaign/surroundings.h"

namespace crashproof {

// Names the cause of each finding and joins those that have one. `windows` are what group_findings
// makes. With `may_run` false, answers of an earlier diagnosis are all there is. Counterfactual
// trials are kept in the store, so that going on repeats none. Throws Interrupted, and what a Pool
// throws.
std::vector<Finding> with_causes(std::vector<Finding> windows, const CampaignOptions& options,
                                 RunStore& store, const Surroundings& surroundings,
                                 const BaselineRuns& runs, const Catalogues& catalogues,
                                 const ProgressListener& listener, bool may_run);

// The same, and what people read besides: whose Events bound each window, where in the code they
// are made, and the failure mode's name and fix. Those of one cause and one place are joined, too.
std::vector<Finding> diagnosed(std::vector<Finding> windows, const CampaignOptions& options,
                               RunStore& store, const Surroundings& surroundings,
                               const BaselineRuns& runs, const Catalogues& catalogues,
                               const ProgressListener& listener, bool may_run);

}  // namespace crashproof
