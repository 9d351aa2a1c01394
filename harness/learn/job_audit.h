// One version of an exercise's job, laid out, built and audited.
#pragma once

#include <string>

#include "harness/learn/auditor.h"
#include "harness/learn/exercise.h"

namespace crashproof::learn {

struct JobAudit {
  std::string build_output;  // of a build that failed; then there is no report
  bool built = true;
  Report report;
};

// `place` is a directory of its own: the job is laid out in place/workspace, with the edited files
// from `edited_folder` ("": as they were given), and the campaign is kept in place/run. Throws
// Interrupted, UsageError for an edited file that is missing, std::system_error.
JobAudit audit_job(const Exercise& exercise, const std::string& place,
                   const std::string& edited_folder, const Auditor& auditor);

// What audit_job hands to the auditor for it.
AuditPlace audit_place(const Exercise& exercise, const std::string& place);

// Where audit_job has kept the campaign.
std::string run_directory_in(const std::string& place);

// Those programs of Exercise::needs that are on no path of $PATH.
std::vector<std::string> missing_programs(const Exercise& exercise);

}  // namespace crashproof::learn
