// A whole Report as one JSON document: run.json of a run directory, and the form in which reports
// go from machine to machine. reports/run.schema.json describes it.
#pragma once

#include <string>
#include <string_view>

#include "harness/model/report.h"

namespace crashproof {

// What a document begins with. Fields may be added under the same name; what a field means stays.
constexpr std::string_view run_json_version = "crashproof-run/1";

// ASCII, with a line break at its end. Text that is not UTF-8 stands as a list of its bytes.
std::string to_json(const Report& report);

// What to_json has written; fields that it does not know are left out. Throws std::runtime_error
// with one line for anything else.
Report report_from_json(std::string_view text);

}  // namespace crashproof
