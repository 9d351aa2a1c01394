// A campaign on another input that asks for one finding alone.
#pragma once

#include <string>
#include <vector>

#include "harness/campaign/campaign.h"
#include "harness/campaign/run_store.h"
#include "harness/model/finding.h"

namespace crashproof {

// Makes the crash-free runs of the workspace that lies in snapshot/ of `store`, strikes where the
// finding's schedule could strike in them (of a power cut: leaves the states that the same model
// permits), and returns a schedule with which the checks that the finding violates are violated,
// by the cause that it has if it has one; "" if none does. The number of trials is limited. Throws
// Interrupted.
std::string shown_in(RunStore& store, const Finding& finding, CampaignOptions options,
                     const Catalogues& catalogues);

// True if both have one cause, by its code, and all checks that the example of the sought one
// violates are violated in trials of the found one.
bool shows_alike(const Finding& found, const Finding& sought);

// The schedule and others like it, which strike at other Events of its kind and, where there are
// any, of its path: what is left of a window when the input is another. At most `at_most`, spread
// evenly. Empty if nothing in this trace is like it.
std::vector<std::string> schedules_like(const std::string& schedule, const Trace& trace,
                                        std::size_t at_most);

}  // namespace crashproof
