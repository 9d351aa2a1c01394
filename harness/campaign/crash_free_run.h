// One crash-free run in a cell of its own, with a rerun after it where one is asked for.
#pragma once

#include <string>

#include "harness/campaign/campaign.h"
#include "harness/campaign/run_store.h"
#include "harness/campaign/surroundings.h"
#include "harness/model/trace.h"

namespace crashproof {

struct CrashFreeRun {
  std::string output_tail;     // the last bytes of stdout and stderr
  std::string command_output;  // of Subject::state_command, "" if none
  // Of the rerun after success, if one was asked for and the run succeeded.
  RunExit rerun;
  std::string rerun_output;  // of Subject::state_command after it
};

// Leaves in the store: the trace as `trace_name`; the final tree as `tree_name`, if that is not
// empty and the run succeeds; with `rerun` the tree after the rerun as "rerun", and its trace as
// "rerun.cpt" where it matters what runs read. Throws Interrupted, or std::runtime_error for
// trouble of our own.
CrashFreeRun run_crash_free(const CampaignOptions& options, const RunStore& store,
                            const Surroundings& surroundings, const std::string& trace_name,
                            const std::string& tree_name, bool rerun);

// How long a run without a crash may take, in seconds.
double recording_limit(const CampaignOptions& options);

}  // namespace crashproof
