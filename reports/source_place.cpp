// Looks up what the report says of its source files.
#include "reports/source_place.h"

#include <algorithm>

namespace crashproof::reports {

std::optional<SourcePlace> place_of(const Report& report, const CallSite& site) {
  const auto path = report.source_files.paths.find(site.place.file);
  if (path == report.source_files.paths.end()) return std::nullopt;
  return SourcePlace{path->second, std::max(site.place.line, 1U)};
}

std::optional<SourcePlace> place_of(const Report& report, const Finding& finding) {
  for (const CallSite* site : {&finding.opener_place, &finding.closer_place})
    if (const auto place = place_of(report, *site)) return place;
  if (report.source_files.job.empty()) return std::nullopt;
  return SourcePlace{report.source_files.job, 1};
}

}  // namespace crashproof::reports
