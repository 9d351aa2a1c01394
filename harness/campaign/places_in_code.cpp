// The Events of all findings are looked for in one run.
#include "harness/campaign/places_in_code.h"

#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "harness/campaign/call_sites.h"
#include "harness/campaign/kept_call_sites.h"

namespace crashproof {
namespace {

constexpr std::size_t most_events = 100;  // a site costs milliseconds

using Number = std::optional<std::uint64_t>;

}  // namespace

Number opener_of(const Finding& finding) {
  if (finding.diagnosis.opener) return finding.diagnosis.opener;
  if (!finding.example.point || !finding.events_of.empty()) return std::nullopt;
  if (finding.first.cut_bytes) return finding.first.after;
  return finding.first.after > 0 ? Number(finding.first.after - 1) : std::nullopt;
}

Number closer_of(const Finding& finding) {
  if (finding.diagnosis.closer) return finding.diagnosis.closer;
  const bool is_recorded = finding.example.point && finding.events_of.empty();
  return is_recorded ? Number(finding.last.after) : std::nullopt;
}

void tell_places(Finding& finding, CallSite opener, CallSite closer) {
  std::tie(finding.opener_place, finding.closer_place) =
      parted(std::move(opener), std::move(closer));
  finding.opener_site = describe(finding.opener_place);
  finding.closer_site = describe(finding.closer_place);
}

void add_call_sites(std::vector<Finding>& findings, const CampaignOptions& options,
                    const RunStore& store, const Surroundings& surroundings,
                    const BaselineRuns& runs, bool may_run) {
  CallSites sites = kept_call_sites(store);
  std::set<std::uint64_t> wanted;
  for (const Finding& finding : findings) {
    for (const Number& event : {opener_of(finding), closer_of(finding)}) {
      const bool known = event && *event < runs.trace.events.size();
      if (known && !sites.contains(*event) && wanted.size() < most_events) wanted.insert(*event);
    }
  }
  if (may_run && !wanted.empty()) {
    sites.merge(call_sites(options, surroundings, runs, wanted));
    keep_call_sites(store, sites);
  }
  const auto site_of = [&sites](const Number& event) {
    const auto found = event ? sites.find(*event) : sites.end();
    return found == sites.end() ? CallSite() : found->second;
  };
  for (Finding& finding : findings)
    tell_places(finding, site_of(opener_of(finding)), site_of(closer_of(finding)));
}

}  // namespace crashproof
