// One schedule alone, as an order for a worker.
#pragma once

#include <optional>
#include <string>

#include "harness/campaign/campaign.h"
#include "harness/campaign/run_json.h"
#include "harness/model/trace.h"

namespace crashproof {

// From the recorded state where that can stand in for the first run, else in a live run. nullopt if
// the schedule names Events of the first run that this trace does not have. Throws
// std::invalid_argument for what is no schedule.
std::optional<TrialOrder> single_order(const std::string& schedule, const Trace& trace,
                                       const CampaignOptions& options);

}  // namespace crashproof
