// What an audit would try, and how long that takes, as far as one recorded run tells.
#pragma once

#include "harness/campaign/campaign.h"
#include "harness/campaign/trials.h"

namespace crashproof {

// Fills in the counts, the seconds and what they leave out. run_seconds is how long the run takes
// that the plan was made from. Pure.
void add_estimate(ProbeResult& result, const TrialPlan& plan, const CampaignOptions& options,
                  double run_seconds, unsigned workers);

// One line for people, before the trials: how many there are, and for how long they run.
std::string announcement(const TrialPlan& plan, const CampaignOptions& options, double run_seconds,
                         unsigned workers);

// "4.0 s", "12 min", "3.5 h"
std::string duration_text(double seconds);

}  // namespace crashproof
