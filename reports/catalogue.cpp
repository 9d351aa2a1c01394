// The list of formats. A new one is a file beside json_lines.cpp, a line in writers.h and one here.
#include "reports/catalogue.h"

#include <algorithm>

#include "reports/writers.h"

namespace crashproof {

const std::vector<ReportWriter>& report_writers() {
  static const std::vector<ReportWriter> catalogue = {
      reports::terminal, reports::text,  reports::json_lines, reports::run_json, reports::html,
      reports::junit,    reports::sarif, reports::github,     reports::markdown, reports::tap,
  };
  return catalogue;
}

const ReportWriter* report_writer_named(std::string_view name) {
  const std::vector<ReportWriter>& writers = report_writers();
  const auto found =
      std::find_if(writers.begin(), writers.end(),
                   [name](const ReportWriter& writer) { return writer.name == name; });
  return found == writers.end() ? nullptr : &*found;
}

}  // namespace crashproof
