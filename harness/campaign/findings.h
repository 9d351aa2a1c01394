// From judged trials to findings, each confirmed once in a live kill where that is possible.
#pragma once

#include <vector>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/surroundings.h"
#include "harness/diagnose/windows.h"

namespace crashproof {

// Verdicts of all checks. A trial of several steps, or of a failpoint, is about no point.
JudgedTrial judged(Evidence evidence, const std::vector<Check>& checks);

// Groups the failing trials and describes the Events that bound each window.
std::vector<Finding> group_findings(const std::vector<JudgedTrial>& trials,
                                    const BaselineRuns& runs);

// Kills real runs where the findings' examples say. Sets status and status_reason.
void confirm_findings(std::vector<Finding>& findings, const CampaignOptions& options,
                      const RunStore& store, const Surroundings& surroundings,
                      const BaselineRuns& runs, const Catalogues& catalogues,
                      const ProgressListener& listener);

// Replaces failing random schedules by the simplest ones that still fail, tried live. Those whose
// first kill fails by itself are left out: the windows tell of them.
void shrink_random_failures(std::vector<JudgedTrial>& trials, const CampaignOptions& options,
                            const RunStore& store, const Surroundings& surroundings,
                            const BaselineRuns& runs, const Catalogues& catalogues,
                            const ProgressListener& listener);

}  // namespace crashproof
