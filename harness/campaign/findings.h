// From judged trials to findings, each confirmed once in a live kill where that is possible.
#pragma once

#include <vector>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/surroundings.h"
#include "harness/diagnose/windows.h"
#include "harness/plan/equivalence.h"

namespace crashproof {

// Verdicts of all checks. A trial of several steps, or of a failpoint, is about no point.
JudgedTrial judged(Evidence evidence, const std::vector<Check>& checks, const CheckLimits& limits);

// Groups the failing trials and describes the Events of the recorded run that bound each window,
// also where it is about another run: they tell windows apart (name_struck_run says whose they
// are).
std::vector<Finding> group_findings(const std::vector<JudgedTrial>& trials,
                                    const BaselineRuns& runs);

// Kills real runs where the findings' examples say, unless the store knows already what comes of
// it; with `may_run` false that is all there is. Sets status and status_reason; a cause is no
// longer called proved if no live run shows its failure.
void confirm_findings(std::vector<Finding>& findings, const CampaignOptions& options,
                      RunStore& store, const Surroundings& surroundings, const BaselineRuns& runs,
                      const Catalogues& catalogues, const ProgressListener& listener, bool may_run);

// Takes out the failing trials that sudden death at the same point explains, since it fails there
// by itself: changes after it, kills of resumes after it, requests to stop that merely killed,
// deaths and stalls of one process of many. Returns one line a fault that says how many.
std::vector<std::string> take_out_explained(std::vector<JudgedTrial>& trials,
                                            const BaselineRuns& runs);

// Replaces failing random schedules by the simplest ones that still fail, tried live.
void shrink_random_failures(std::vector<JudgedTrial>& trials,
                            const std::vector<CrashStateClass>& states,
                            const CampaignOptions& options, const RunStore& store,
                            const Surroundings& surroundings, const BaselineRuns& runs,
                            const Catalogues& catalogues, const ProgressListener& listener);

}  // namespace crashproof
