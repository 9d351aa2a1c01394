// What the traces of a trial's runs tell: which work was done twice, and which states a further
// crash could leave.
#pragma once

#include <optional>
#include <vector>

#include "harness/campaign/run_json.h"
#include "harness/campaign/worker_plan.h"
#include "harness/model/initial_tree.h"
#include "harness/plan/continuation.h"
#include "harness/trial/trial.h"

namespace crashproof {

// nullopt where nobody can tell: what a power cut or a poisoned item costs is no matter of redo.
std::optional<Redo> redo_after(const TrialOrder& order, const TrialTraces& traces,
                               const WorkerPlan& plan);

// What kills of the last resume would leave. Its Events are counted without `open`, as event(N) in
// schedules does. Of replays alone.
std::vector<StateAt> states_of_last_resume(const TrialOrder& order, const TrialTraces& traces,
                                           const Trace& recorded, const InitialTree& initial);

}  // namespace crashproof
