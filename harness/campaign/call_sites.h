// Where in the code Events are made, found out in crash-free runs of their own: recordings and
// trials are not slowed down by it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/surroundings.h"
#include "harness/model/call_site.h"

namespace crashproof {

// What a run is asked for.
struct SitesWanted {
  // Called once for each Event, in order, in the run's own process: the numbers under which its
  // site is wanted; none if it is not.
  std::function<std::vector<std::uint64_t>(const Event&)> numbers;
  std::size_t at_most = 0;   // the run ends with so many numbers; 0: by itself
  bool opens = false;        // Events `open` are among them
  double limit_seconds = 0;  // for the run
};

// One crash-free run in a cell of its own, from the store's snapshot. Throws Interrupted, or
// std::runtime_error for trouble of our own.
PlacedEvents run_with_sites(const CampaignOptions& options, const Surroundings& surroundings,
                            const SitesWanted& wanted);

// The sites of these Events of runs.trace, by Event::index: one more run, in which they are found
// again by kind, path and occurrence, and which ends with the last of them. What cannot be found
// out is left out, whatever the reason. Throws Interrupted alone.
std::map<std::uint64_t, CallSite> call_sites(const CampaignOptions& options,
                                             const Surroundings& surroundings,
                                             const BaselineRuns& runs,
                                             const std::set<std::uint64_t>& events);

}  // namespace crashproof
