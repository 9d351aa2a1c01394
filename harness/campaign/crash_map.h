// The map of a run for its report, in columns: what trials, the recorded run and findings each add.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/run_store.h"
#include "harness/model/crash_map.h"
#include "harness/model/file_history.h"
#include "harness/model/judged_trial.h"
#include "harness/model/trace.h"
#include "harness/plan/equivalence.h"

namespace crashproof {

// What all parts of a map are about. Owns nothing.
struct MapGround {
  const Trace& trace;
  const std::set<std::string>& unstable_paths;  // BaselineRuns::unstable_paths
  const std::vector<CrashStateClass>& states;   // of all points that were planned
};

// The files of the recorded run with the parts that they play, as far as anybody knows.
struct KnownFiles {
  std::vector<FileHistory> files;
  bool roles_observed = false;  // CrashMap::roles_observed
};

// These three are pure. A map that has only its trials; each becomes a row, whatever came of it.
CrashMap map_of_trials(const MapGround& ground, const std::vector<JudgedTrial>& trials);

// Adds events, their files, and points.
void add_run(CrashMap& map, const MapGround& ground, const KnownFiles& known);

// Says which finding each failing trial belongs to, and brackets windows. A finding that does not
// say which trials it was made of is given those of its fault between its first and last point.
// Trials that fail as a kill at the same place does belong to none.
void add_findings(CrashMap& map, const std::vector<Finding>& findings);

// Adds what map_of_trials leaves open. Called after diagnosing, which finds out what resumes read,
// and so which part each file plays. Throws std::system_error for a store that cannot be read.
void complete_map(CrashMap& map, const MapGround& ground, RunStore& store, const BaselineRuns& runs,
                  const std::vector<RoleHint>& hints, const std::vector<Finding>& findings);

// The whole map of a run that was judged some time ago, from what its directory holds and the
// report that was made of it then. Of `options`, hints about roles and what promises are count.
// Throws UsageError if there is no recording, std::system_error for files that cannot be read.
CrashMap stored_crash_map(RunStore& store, const Report& report, const CampaignOptions& options,
                          const Catalogues& catalogues);

}  // namespace crashproof
