// The reports that a campaign leaves in its run directory, and those that the user asks for.
#pragma once

#include <string>
#include <vector>

#include "harness/model/report.h"

namespace crashproof::cli {

// "FORMAT=FILE", as after --report.
struct WantedReport {
  std::string format;  // a writer's name
  std::string path;    // absolute

  bool operator==(const WantedReport&) const = default;
};

// Writes them into report.run_directory, each at once. Throws UsageError.
void keep_reports(const Report& report);

// Before anything runs: the files can be written, and none is one of the run directory's own.
void check_wanted(const std::vector<WantedReport>& wanted, const std::string& run_directory);
void write_wanted(const Report& report, const std::vector<WantedReport>& wanted);

// The report that a run directory holds; `path` is the directory or a run.json anywhere. Throws
// UsageError that names the file.
Report kept_report(const std::string& path);

}  // namespace crashproof::cli
