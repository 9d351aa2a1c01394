// The map as a still picture, for readers without scripts. It says what the tables beside it say.
#pragma once

#include <string>
#include <vector>

#include "harness/model/report.h"
#include "reports/html/map_view.h"

namespace crashproof::reports {

// An SVG element of bounded size, whatever the number of events: of several things in one place the
// most telling is drawn, of several outcomes the worst. Needs Report::map.
std::string picture_of(const Report& report, const Lanes& lanes, const std::vector<Mark>& kills);

}  // namespace crashproof::reports
