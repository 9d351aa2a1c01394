// Carries out what was planned, and then what the resumes themselves offer to a further crash.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/run_store.h"
#include "harness/campaign/surroundings.h"
#include "harness/campaign/trials.h"

namespace crashproof {

// A trial is the same if it does the same to the same trace; numbers may differ.
using TrialKey = std::pair<std::string, Engine>;

// Of each trial the last evidence: one that went wrong on our side is tried again when a campaign
// goes on, and then its first failure must not leave the verdict open.
std::map<TrialKey, Evidence> latest_trials(RunStore& store);

// Evidence::fault of kills of a resume that follows a kill.
inline constexpr std::string_view further_kills = "further kills";

// How many crashes in a row these options ask for, and how many such kills at most in each round.
std::uint32_t depth_of(const CampaignOptions& options);
std::uint64_t most_further_kills(const CampaignOptions& options);

struct Tried {
  std::uint64_t reused = 0;    // trials that the store held already
  std::uint64_t left_out = 0;  // kills of resumes that were not tried, since they were too many
  // Resumes were looked at for further kills, and each state that they leave was met before.
  bool nothing_deeper = false;
  NotBegun not_begun;  // since the options told it to stop early
};

// Appends to the store. With CampaignOptions::depth above 1, each resume that follows a replayed
// kill between two Events is recorded, and killed wherever that leaves a state that no trial has
// begun from yet: as CampaignOptions::per_fault says, or at most 2000 times, spread evenly. Going
// on with an interrupted campaign, resumes that have to be recorded are run again for that.
// Options that may stop it early (stopping_early.h) change the order.
Tried try_all(const TrialPlan& plan, const CampaignOptions& options, RunStore& store,
              const Surroundings& surroundings, const BaselineRuns& runs,
              const Catalogues& catalogues, const ProgressListener& listener);

}  // namespace crashproof
