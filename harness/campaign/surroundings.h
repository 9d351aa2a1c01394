// What every cell of a campaign is built from: isolation, sandbox plan, trial settings.
#pragma once

#include <string>
#include <vector>

#include "harness/campaign/campaign.h"
#include "harness/campaign/run_store.h"
#include "harness/trial/isolation.h"
#include "harness/trial/sandbox.h"
#include "harness/trial/trial.h"

namespace crashproof {

struct Surroundings {
  Isolation isolation;
  SandboxPlan sandbox;  // for one worker; see for_worker
  unsigned workers = 1;
  std::vector<std::string> notes;  // for the report
};

// Finds out what this system allows. Throws UsageError for a scratch directory that cannot be used.
Surroundings survey(const CampaignOptions& options, const RunStore& store);

// Two workers must not share a directory on disk.
SandboxPlan for_worker(const Surroundings& surroundings, unsigned worker);

// Copies the workspace, without the run directory, into the store's snapshot/. Throws UsageError
// naming what cannot be read. Returns notes about files that were left out.
std::vector<std::string> take_snapshot(const CampaignOptions& options, const RunStore& store);

// Limits for each run of a trial, from the options or from how long the crash-free run took.
TrialSettings trial_settings(const CampaignOptions& options, double baseline_seconds,
                             int accepted_code);

}  // namespace crashproof
