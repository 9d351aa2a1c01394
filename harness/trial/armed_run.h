// One run of a trial, ready to start: everything that its steps want done to it, and what came of
// it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "harness/model/evidence.h"
#include "harness/record/supervisor.h"
#include "harness/trial/trial.h"

namespace crashproof {

struct ArmedRun {
  Supervision supervision;  // as supervision_in makes it; what steps inject comes on top
  // A second copy of the command starts so much later. Such a run cannot be struck at a position.
  std::optional<double> replica_delay_seconds;

  bool is_struck() const { return supervision.kill_at || !supervision.injections.empty(); }
};

struct PerformedRun {
  RunOutcome outcome;
  std::optional<RunOutcome> replica;
  bool killed = false;                 // at Supervision::kill_at
  std::vector<bool> happened;          // of each injection
  std::optional<double> stop_seconds;  // see Supervised
  bool outlived_grace = false;
  std::optional<Trace> trace;                    // of a run that was recorded
  std::map<std::uint64_t, CallSite> call_sites;  // see Supervised
};

// Blocks until it is over. It runs under the supervisor if it is to be struck or recorded, else
// free of any tracer. Throws as supervise and run_to_end do.
PerformedRun perform(ArmedRun run, const TrialSettings& settings, bool record);

}  // namespace crashproof
