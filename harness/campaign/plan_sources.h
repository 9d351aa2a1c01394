// Where a plan looks besides the trace, out of what crash-free runs left in the run directory.
#pragma once

#include "harness/campaign/campaign.h"
#include "harness/campaign/fault_trials.h"
#include "harness/campaign/run_store.h"

namespace crashproof {

// Looks into snapshot/ and final/ of the store, which must outlive it.
PlanSources plan_sources(const RunStore& store, const Catalogues& catalogues);

}  // namespace crashproof
