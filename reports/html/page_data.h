// What the page's script draws from, and what a reader can take away as a file.
#pragma once

#include <string>
#include <vector>

#include "harness/model/report.h"
#include "reports/html/map_view.h"

namespace crashproof::reports {

// JSON in ASCII without '<', so that it can stand in a script element. Its columns are packed; see
// docs/HTML_REPORT.md. Names that would make the page too large are shortened. Needs Report::map.
std::string page_data(const Report& report, const Lanes& lanes, const std::vector<Mark>& kills);

}  // namespace crashproof::reports
