// Work done again, against where the crash was, and how often how much.
#pragma once

#include <string>

#include "harness/model/report.h"

namespace crashproof::reports {

// Two pictures and a table; "" where it was not measured.
std::string redo_chart(const Report& report);

}  // namespace crashproof::reports
