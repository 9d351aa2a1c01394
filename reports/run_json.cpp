// The whole report as one JSON document, to be read back by `crashproof report` and `compare`.
#include "harness/model/report_json.h"
#include "reports/writers.h"

namespace crashproof::reports {

const ReportWriter run_json{"run", "one JSON document that holds the whole report",
                            [](const Report& report) { return to_json(report); }};

}  // namespace crashproof::reports
