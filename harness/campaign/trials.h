// Which trials a campaign consists of.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/fault_trials.h"
#include "harness/campaign/run_json.h"
#include "harness/plan/equivalence.h"

namespace crashproof {

// Evidence::fault of random schedules.
inline constexpr std::string_view random_kills = "random kills";

// And of regressions that are not in the plan by themselves.
inline constexpr std::string_view regression_trials = "regressions";

struct TrialPlan {
  std::uint64_t points = 0;             // gaps and cuts of the trace
  std::uint64_t gaps = 0;               // gaps alone
  std::vector<CrashStateClass> states;  // all distinct ones
  std::vector<FaultPlan> faults;        // beside sudden death; their orders are in `orders`
  std::deque<TrialOrder> orders;        // what is to be tried, in order of points, live ones last
  std::deque<TrialOrder> first;         // regressions, tried before them; ordered likewise
};

// Pure: the same options and runs give the same plan, also when a campaign is continued.
TrialPlan plan_trials(const CampaignOptions& options, const BaselineRuns& runs,
                      const PlanSources& sources);

// True if one thing is done to the first run and none to a resume, so that the verdict tells of
// that one point: sudden death, another fault, also with changes before the resume. A failpoint's
// is not known.
bool is_about_a_point(const std::string& schedule);

}  // namespace crashproof
