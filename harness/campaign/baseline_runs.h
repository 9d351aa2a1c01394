// The crash-free runs: one recorded, a second one to compare with, a rerun after success.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/campaign/campaign.h"
#include "harness/campaign/run_store.h"
#include "harness/campaign/surroundings.h"
#include "harness/judge/baseline.h"
#include "harness/model/trace.h"

namespace crashproof {

struct BaselineRuns {
  Trace trace;
  Baseline baseline;
  std::set<std::string> unstable_paths;  // of the trace; the second run did not have them
  Trace rerun;  // the run after success; empty if the runs were recorded without Event `open`
  std::vector<std::vector<std::string>> default_items;  // see there; empty like `rerun`
  std::optional<BaselineProblem> problem;
};

// Runs them, leaves trace.cpt, final/ and baseline.json in the store. A subject that fails or hangs
// is a problem, not an error. Throws Interrupted, UsageError, or std::runtime_error for trouble of
// our own.
BaselineRuns run_baseline(const CampaignOptions& options, const RunStore& store,
                          const Surroundings& surroundings, const Catalogues& catalogues,
                          const ProgressListener& listener);

// What run_baseline left. Throws UsageError if it is not there or damaged.
BaselineRuns load_baseline(const RunStore& store);

}  // namespace crashproof
