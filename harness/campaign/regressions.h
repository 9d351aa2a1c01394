// Schedules that have failed once: tried before everything else, and told apart from it.
#pragma once

#include <string_view>
#include <vector>

#include "harness/campaign/trials.h"
#include "harness/diagnose/windows.h"
#include "harness/model/report.h"

namespace crashproof {

// Moves the orders of these schedules from the plan to TrialPlan::first, and adds those that are
// not planned. A schedule that the trace has no place for is told, and counts as undecided.
void plan_regressions(const CampaignOptions& options, const Trace& trace, TrialPlan& plan,
                      Report& report);

// Says how many of them still fail.
void add_regressions(Report& report, const std::vector<JudgedTrial>& trials, const TrialPlan& plan);

}  // namespace crashproof
