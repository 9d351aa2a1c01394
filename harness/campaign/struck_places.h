// Findings about runs that are not the recorded one get the Events, and places in the code, of the
// run that was struck.
#pragma once

#include <vector>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/run_store.h"
#include "harness/campaign/surroundings.h"

namespace crashproof {

// Sets Finding::events_of with what is known without another run: the numbers that its schedules
// say, and none where they strike behind the end of a first run. Nothing of the recorded run's
// Events remains. Only for findings about points, and once windows are no longer compared.
void name_struck_run(Finding& finding, const Trace& recorded);

// Sets events, numbers, sites and places of such findings from the store, and, if `may_run`, from
// runs of their schedules up to there, of which the store keeps what they found. A finding whose
// diagnosis blames Events of the recorded run keeps those. A look that fails, for whatever
// reason, leaves things out: only Interrupted is thrown of it. Throws UsageError if what the store
// holds is damaged, std::system_error if it cannot be read or written.
void add_struck_places(std::vector<Finding>& findings, const CampaignOptions& options,
                       const RunStore& store, const Surroundings& surroundings,
                       const BaselineRuns& runs, const Catalogues& catalogues, bool may_run);

}  // namespace crashproof
