// A table of files and formats; run.json is the one that can be read back.
#include "harness/cli/kept_reports.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "harness/campaign/campaign.h"
#include "harness/cli/user_file.h"
#include "harness/model/report_json.h"
#include "reports/catalogue.h"

namespace crashproof::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view run_file = "run.json";

struct KeptReport {
  std::string_view file;
  std::string_view format;
};
constexpr std::array kept_reports = {
    KeptReport{run_file, "run"},
    KeptReport{"report.html", "html"},
};

bool lies_within(const fs::path& inner, const fs::path& outer) {
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

}  // namespace

void keep_reports(const Report& report) {
  for (const KeptReport& kept : kept_reports) {
    const ReportWriter* writer = report_writer_named(kept.format);
    if (writer == nullptr) continue;
    replace_user_file(fmt::format("{}/{}", report.run_directory, kept.file), writer->write(report));
  }
}

void check_wanted(const std::vector<WantedReport>& wanted, const std::string& run_directory) {
  for (const WantedReport& report : wanted) {
    check_replaceable(report.path, "--report");
    if (lies_within(report.path, run_directory))
      throw UsageError(
          fmt::format("--report: {} lies in the run directory, which Crashproof keeps "
                      "its own files in",
                      report.path));
  }
}

void write_wanted(const Report& report, const std::vector<WantedReport>& wanted) {
  for (const WantedReport& each : wanted)
    replace_user_file(each.path, report_writer_named(each.format)->write(report));
}

Report kept_report(const std::string& path) {
  std::error_code absent;
  const bool is_directory = fs::is_directory(path, absent);
  const std::string file = (is_directory ? fs::path(path) / run_file : fs::path(path)).string();
  const std::optional<std::string> text = read_user_file(file);
  if (!text)
    throw UsageError(fmt::format("{}: no such file{}", file,
                                 is_directory ? "; crashproof audit and judge leave one" : ""));
  try {
    return report_from_json(*text);
  } catch (const UsageError&) {
    throw;
  } catch (const std::runtime_error& error) {
    throw UsageError(fmt::format("{}: {}", file, error.what()));
  }
}

}  // namespace crashproof::cli
