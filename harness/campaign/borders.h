// Of a sample: where exactly failing begins and ends.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/run_store.h"
#include "harness/campaign/surroundings.h"
#include "harness/campaign/trials.h"

namespace crashproof {

// Between two tried states, of which one passes and the other fails, and which have untried ones
// between them, the middle one is tried, until none is left: the border that is found is a true
// one, though there may be others. Appends to the store. Does nothing where all states were tried.
void find_borders(const TrialPlan& plan, const CampaignOptions& options, RunStore& store,
                  const Surroundings& surroundings, const BaselineRuns& runs,
                  const Catalogues& catalogues, const ProgressListener& listener);

// Pure: the numbers of the states to try next. `failed` has those that came to a verdict.
std::vector<std::size_t> middles(const std::map<std::size_t, bool>& failed);

}  // namespace crashproof
