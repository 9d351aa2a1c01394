// The writers that the catalogue lists, each defined in the file of its name.
#pragma once

#include "harness/model/report_writer.h"

namespace crashproof::reports {

extern const ReportWriter terminal;    // for people, with colours
extern const ReportWriter text;        // the same without
extern const ReportWriter json_lines;  // for programs
extern const ReportWriter html;        // for a browser

}  // namespace crashproof::reports
