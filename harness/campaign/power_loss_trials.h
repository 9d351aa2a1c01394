// The trials of power cuts, and what a worker needs for one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/campaign/fault_trials.h"
#include "harness/model/effects.h"
#include "harness/model/schedule.h"
#include "harness/model/surviving_states.h"

namespace crashproof {

// The models that the options name, or all of them, strongest first.
std::vector<const PersistenceModel*> chosen_models(const CampaignOptions& options,
                                                   const PlanSources& sources);

// One FaultPlan for each chosen model: the states that no stronger one of them permits. A state
// that a kill leaves as well is there only if a message to the outside lies between that kill and
// the last moment at which power may fail so, since that is all that is new about it.
std::vector<FaultPlan> plan_power_cuts(const CampaignOptions& options, const BaselineRuns& runs,
                                       const PositionNames& names, const PlanSources& sources);

// The order that carries out one schedule alone: from the recorded state where it cuts the power,
// else in a live run. nullopt if it names Events that this trace does not have.
std::optional<TrialOrder> order_to_show_again(const std::string& schedule, const Trace& trace);

// True if the Event tells the outside that what came before it is done: one of these kinds; of the
// ends of processes, that of the whole job with success.
bool is_promise(const Event& event, const std::vector<EventKind>& kinds);

// The step of a schedule that cuts the power in the first run; nullptr if none does.
const ScheduleStep* power_cut_of(const CrashSchedule& schedule);

}  // namespace crashproof
