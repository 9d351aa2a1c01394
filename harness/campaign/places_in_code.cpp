// The Events of all findings are looked for in one run.
#include "harness/campaign/places_in_code.h"

#include <map>
#include <optional>
#include <set>

#include "harness/campaign/call_sites.h"

namespace crashproof {
namespace {

constexpr std::size_t most_events = 100;  // a site costs milliseconds

using Number = std::optional<std::uint64_t>;

}  // namespace

Number opener_of(const Finding& finding) {
  if (finding.diagnosis.opener) return finding.diagnosis.opener;
  if (!finding.example.point) return std::nullopt;
  if (finding.first.cut_bytes) return finding.first.after;
  return finding.first.after > 0 ? Number(finding.first.after - 1) : std::nullopt;
}

Number closer_of(const Finding& finding) {
  if (finding.diagnosis.closer) return finding.diagnosis.closer;
  return finding.example.point ? Number(finding.last.after) : std::nullopt;
}

void add_call_sites(std::vector<Finding>& findings, const CampaignOptions& options,
                    const Surroundings& surroundings, const BaselineRuns& runs) {
  std::set<std::uint64_t> wanted;
  for (const Finding& finding : findings) {
    for (const Number& event : {opener_of(finding), closer_of(finding)}) {
      const bool known = event && *event < runs.trace.events.size();
      if (known && wanted.size() < most_events) wanted.insert(*event);
    }
  }
  if (wanted.empty()) return;
  const std::map<std::uint64_t, CallSite> sites = call_sites(options, surroundings, runs, wanted);
  const auto site_of = [&](const Number& event) {
    const auto found = event ? sites.find(*event) : sites.end();
    return found == sites.end() ? std::string() : describe(found->second);
  };
  for (Finding& finding : findings) {
    finding.opener_site = site_of(opener_of(finding));
    finding.closer_site = site_of(closer_of(finding));
  }
}

}  // namespace crashproof
