// The state that a crash-free run left in the run directory, as the judge looks at it.
#pragma once

#include <string>

#include "harness/campaign/documents.h"
#include "harness/campaign/run_store.h"
#include "harness/judge/baseline.h"
#include "harness/judge/compare.h"

namespace crashproof {

// Of the tree `tree_name` in the store. `documents` must outlive it.
StateView view_of(const RunStore& store, const std::string& tree_name, Documents& documents,
                  const std::string& command_output);

// The same, held against a baseline. `documents` must outlive it.
FoundState found_state(const Baseline& baseline, const StateView& view, Documents& documents);

}  // namespace crashproof
