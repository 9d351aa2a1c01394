// How a run was tested, and what could not be seen.
#pragma once

#include <string>

#include "harness/model/report.h"

namespace crashproof::reports {

std::string how_it_was_tested(const Report& report);
std::string what_was_not_seen(const Report& report);

}  // namespace crashproof::reports
