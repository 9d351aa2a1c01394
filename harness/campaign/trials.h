// Which trials a campaign consists of.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/run_json.h"
#include "harness/plan/equivalence.h"

namespace crashproof {

struct TrialPlan {
  std::uint64_t points = 0;             // gaps and cuts of the trace
  std::uint64_t gaps = 0;               // gaps alone
  std::vector<CrashStateClass> states;  // all distinct ones
  std::deque<TrialOrder> orders;        // what is to be tried, in order of points, live ones last
};

// Pure: the same options and runs give the same plan, also when a campaign is continued.
TrialPlan plan_trials(const CampaignOptions& options, const BaselineRuns& runs);

// A schedule of more than one step, or one that does not kill: its verdict is not about a point.
bool is_about_a_point(const std::string& schedule);

}  // namespace crashproof
