// Plug-in: renders a Report. One file in reports/ each.
#pragma once

#include <string>
#include <string_view>

#include "harness/model/report.h"

namespace crashproof {

struct ReportWriter {
  std::string_view name;     // as in --format
  std::string_view summary;  // one clause for --help
  std::string (*write)(const Report& report);
  bool draws_map = false;  // makes use of Report::map
};

}  // namespace crashproof
