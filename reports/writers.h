// The writers that the catalogue lists, each defined in the file of its name.
#pragma once

#include "harness/model/report_writer.h"

namespace crashproof::reports {

extern const ReportWriter terminal;    // for people, with colours
extern const ReportWriter text;        // the same without
extern const ReportWriter json_lines;  // for programs
extern const ReportWriter run_json;    // the whole report, to be read back
extern const ReportWriter html;        // for a browser
extern const ReportWriter junit;       // the last five for CI
extern const ReportWriter sarif;
extern const ReportWriter github;
extern const ReportWriter markdown;
extern const ReportWriter tap;

}  // namespace crashproof::reports
