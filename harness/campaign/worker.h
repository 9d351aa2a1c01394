// A cell that carries out trials, one after the other, as they are ordered.
#pragma once

#include <vector>

#include "harness/campaign/run_json.h"
#include "harness/campaign/run_store.h"
#include "harness/judge/baseline.h"
#include "harness/model/state_reader.h"
#include "harness/model/subject.h"
#include "harness/model/trace.h"
#include "harness/trial/sandbox.h"
#include "harness/trial/trial.h"

namespace crashproof {

// All references must outlive the worker; it is forked, so it has them as they are then.
struct WorkerPlan {
  const RunStore& store;
  const Subject& subject;
  const Trace& trace;
  const Baseline& baseline;
  const std::vector<const StateReader*>& state_readers;
  SandboxPlan sandbox;
  TrialSettings settings;
};

// The body of a Cell: answers each TrialOrder with its Evidence, until its input ends. Orders for
// replays must come in order of their points; live ones need a worker that has replayed nothing.
// After trouble of its own, which the evidence names, it ends, since its sandbox cannot be trusted.
int work(const WorkerPlan& plan, int from_parent_fd, int to_parent_fd);

}  // namespace crashproof
