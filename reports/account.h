// The account that the text format gives, for formats that carry it along.
#pragma once

#include <cstddef>
#include <string>

#include "harness/model/report.h"

namespace crashproof::reports {

// The paragraph on one finding, and the whole report: lines of printable text.
std::string finding_text(const Report& report, std::size_t index);
std::string accepted_text(const Report& report, const AcceptedFinding& accepted);
std::string plain_text(const Report& report);

}  // namespace crashproof::reports
