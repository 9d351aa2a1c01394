// Collects from options and recording what trials need.
#include "harness/campaign/worker_plan.h"

#include <set>

#include "harness/plan/unstable_names.h"

namespace crashproof {
namespace {

std::vector<std::string> globs_of(const BaselineRuns& runs) {
  const UnstableNames names(runs.trace, runs.unstable_paths);
  std::set<std::string> globs;
  for (const std::string& path : runs.unstable_paths) globs.insert(names.glob_for(path));
  return {globs.begin(), globs.end()};
}

}  // namespace

WorkerPlan worker_plan(const CampaignOptions& options, const RunStore& store,
                       const Surroundings& surroundings, const BaselineRuns& runs,
                       const Catalogues& catalogues) {
  return {store,
          options.subject,
          runs,
          catalogues.state_readers,
          surroundings.sandbox,
          trial_settings(options, runs.baseline.seconds, runs.baseline.rerun_code),
          options.measure_redo || options.everything,
          {{options.items, runs.default_items}, globs_of(runs), &runs.trace, &runs.rerun},
          options.limits.promises,
          options.inspection};
}

}  // namespace crashproof
