// A cell that carries out trials, one after the other, as they are ordered.
#pragma once

#include "harness/campaign/worker_plan.h"

namespace crashproof {

// The body of a Cell: answers each TrialOrder with its TrialReply, until its input ends. Orders for
// replays must come in order of their points; live ones need a worker that has replayed nothing.
// After trouble of its own, which the evidence names, it ends, since its sandbox cannot be trusted.
int work(const WorkerPlan& plan, int from_parent_fd, int to_parent_fd);

}  // namespace crashproof
