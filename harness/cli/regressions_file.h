// crashproof-regressions.toml: schedules that have failed once, kept beside the job.
#pragma once

#include <string>
#include <vector>

#include "harness/campaign/campaign.h"

namespace crashproof::cli {

// What the file in the workspace says of a command.
struct RegressionsFile {
  std::vector<Regression> of_this_command;
  std::size_t of_others = 0;
};

// Nothing if there is no such file. Throws UsageError, with file and line, for a broken one.
RegressionsFile read_regressions(const Subject& subject);

struct FailedSchedule {
  std::string schedule;  // as to_string writes it
  std::string code;      // of the cause, "" where none was named
};

// Adds the schedules that are not there yet, after all that is there; the file is replaced at once.
// `trace` is the fingerprint of the run in which they failed, `options` as replay_options gives
// them. Returns how many were added. Throws UsageError if it cannot be read or written.
std::size_t save_regressions(const std::vector<FailedSchedule>& failed, const std::string& trace,
                             const Subject& subject, const std::string& options);

std::string regressions_path(const Subject& subject);

}  // namespace crashproof::cli
