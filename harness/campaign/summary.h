// From what a campaign knows to the Report.
#pragma once

#include <vector>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/surroundings.h"
#include "harness/campaign/trials.h"
#include "harness/diagnose/windows.h"

namespace crashproof {

// What is known once the baseline is there (or has failed).
Report report_on_recording(const CampaignOptions& options, const RunStore& store,
                           const Surroundings& surroundings, const BaselineRuns& runs);
// Adds how much is planned.
void add_plan(Report& report, const TrialPlan& plan);
// Adds coverage, also by fault, inconclusive reasons and litter of these trials.
void add_trials(Report& report, const std::vector<JudgedTrial>& trials, const TrialPlan& plan);

}  // namespace crashproof
