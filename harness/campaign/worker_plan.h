// What a worker knows from the start: it is forked, so it has all of it as it is then.
#pragma once

#include <string>
#include <vector>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/run_store.h"
#include "harness/campaign/surroundings.h"
#include "harness/judge/redo.h"
#include "harness/trial/sandbox.h"
#include "harness/trial/trial.h"

namespace crashproof {

// All references must outlive the worker.
struct WorkerPlan {
  const RunStore& store;
  const Subject& subject;
  const BaselineRuns& runs;
  const std::vector<const StateReader*>& state_readers;
  SandboxPlan sandbox;
  TrialSettings settings;
  bool measure_redo = false;
  RedoRules redo;
  // Messages of these kinds promise that what came before them is done.
  std::vector<EventKind> promises;
  Inspection inspection;
};

WorkerPlan worker_plan(const CampaignOptions& options, const RunStore& store,
                       const Surroundings& surroundings, const BaselineRuns& runs,
                       const Catalogues& catalogues);

}  // namespace crashproof
