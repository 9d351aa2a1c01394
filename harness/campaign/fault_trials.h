// The trials of everything but sudden death at a point: faults, changes, power cuts.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/run_json.h"
#include "harness/model/initial_tree.h"
#include "harness/plan/equivalence.h"
#include "harness/plan/resolve.h"

namespace crashproof {

// Where a plan looks besides the trace. Contents come back as "" where there is no such file.
struct PlanSources {
  std::vector<Fault> faults;
  std::vector<const PersistenceModel*> models;  // strongest first
  std::function<std::string(const std::string& path)> initial_content;
  std::function<std::string(const std::string& path)> final_content;
  InitialTree initial;
};

// What one choice of the user's came to.
struct FaultPlan {
  std::string label;           // FaultChoice::label
  std::uint64_t planned = 0;   // trials
  std::uint64_t left_out = 0;  // trials that a limit left out
  std::string note;            // one line a reader should know, "" if none
  std::vector<TrialOrder> orders;
  // The user asked for it by name, and the run offers no place for it, whatever the parameter.
  bool untested = false;

  bool operator==(const FaultPlan&) const = default;
};

// Of each chosen fault, in the catalogue's order. No schedule comes twice.
std::vector<FaultPlan> plan_faults(const CampaignOptions& options, const BaselineRuns& runs,
                                   const std::vector<CrashStateClass>& states,
                                   const PositionNames& names, const PlanSources& sources);

// What a run opened and never changed, in order of first reading, outside of the workspace, too.
// Empty if the run was recorded without Event `open`.
std::vector<std::string> files_only_read(const Trace& trace);

// Those of the recorded run that belong to the state before it, as far as that is compared.
std::vector<std::string> inputs_of(const BaselineRuns& runs);

// True if one of the chosen faults has to know what the job reads.
bool needs_opens(const CampaignOptions& options);

}  // namespace crashproof
