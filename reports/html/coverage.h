// What was tried, where, and what not: tables of the map.
#pragma once

#include <string>
#include <vector>

#include "harness/model/report.h"
#include "reports/html/map_view.h"

namespace crashproof::reports {

// Tables by system call, file and place in the code: crash points of a kill that were tried, equal
// to a tried one, left out, not tried; and trials of other faults there. Needs Report::map.
std::string coverage_tables(const Report& report, const std::vector<Mark>& kills);

// The map as tables: windows, lanes, outcomes of each fault. Needs Report::map.
std::string map_tables(const Report& report, const Lanes& lanes, const std::vector<Mark>& kills);

}  // namespace crashproof::reports
