// The paragraph on one finding: where it fails, why, what it leaves, how to see it again.
#pragma once

#include <string_view>

#include "harness/model/report.h"
#include "reports/text/page.h"

namespace crashproof::reports {

// `heading` is printable: "CP001 order inversion", "Finding 2 of 3". Ends with an empty line.
void write_finding(TextPage& page, const Report& report, const Finding& finding,
                   std::string_view heading);

}  // namespace crashproof::reports
