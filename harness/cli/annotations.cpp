// GitHub says by variables that a step is its own, and where the page of the step is.
#include "harness/cli/annotations.h"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <string>
#include <system_error>

#include "harness/cli/session.h"
#include "reports/catalogue.h"

namespace crashproof::cli {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

void annotate(const Report& report) {
  if (variable("GITHUB_ACTIONS") != "true") return;
  if (const ReportWriter* writer = report_writer_named("github")) print_out(writer->write(report));
  const std::string page = variable("GITHUB_STEP_SUMMARY");
  const ReportWriter* writer = report_writer_named("markdown");
  if (page.empty() || writer == nullptr) return;
  std::ofstream file(page, std::ios::app);
  file << writer->write(report);
  if (!file.flush()) throw std::system_error(errno, std::generic_category(), page);
}

}  // namespace crashproof::cli
