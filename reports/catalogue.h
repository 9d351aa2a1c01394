// Every format in which a Report can be written: one file and one line here each.
#pragma once

#include <string_view>
#include <vector>

#include "harness/model/report_writer.h"

namespace crashproof {

const std::vector<ReportWriter>& report_writers();

// Null if there is none of that name.
const ReportWriter* report_writer_named(std::string_view name);

}  // namespace crashproof
