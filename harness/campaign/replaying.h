// One schedule, carried out once more.
#pragma once

#include <string>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/run_store.h"
#include "harness/campaign/surroundings.h"

namespace crashproof {

// In a worker of its own, and as CampaignOptions::inspection says. `expected_fingerprint` is that
// of the trace that the schedule was made for, "" if nobody knows it. Throws Interrupted.
ReplayOutcome carry_out_replay(const std::string& schedule, const std::string& expected_fingerprint,
                               const CampaignOptions& options, const RunStore& store,
                               const Surroundings& surroundings, const BaselineRuns& runs,
                               const Catalogues& catalogues);

}  // namespace crashproof
