// The least input with which a finding still shows.
#pragma once

#include <string>
#include <vector>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/run_store.h"
#include "harness/model/finding.h"

namespace crashproof {

// Looks for it for the first few findings, in a store of its own below this one, from the
// snapshot: the user's files are not touched. Each input that is tried takes the crash-free runs
// and some trials, and their number is limited. Sets Finding::smallest_input, leaves the files of
// the reduced inputs in smallest/finding-N of the store, and reduced workspaces as
// CampaignOptions::keep_input says. Returns notes for the report. Throws Interrupted.
std::vector<std::string> minimise_inputs(std::vector<Finding>& findings,
                                         const CampaignOptions& options, const RunStore& store,
                                         const BaselineRuns& runs, const Catalogues& catalogues,
                                         const ProgressListener& listener);

}  // namespace crashproof
