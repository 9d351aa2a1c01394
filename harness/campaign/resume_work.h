// What the resumes of one diagnosing trial did, and which records they left as they found them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/campaign/documents.h"
#include "harness/judge/baseline.h"
#include "harness/model/evidence.h"
#include "harness/trial/trial.h"

namespace crashproof {

// What traces of resumes, recorded with Events `open`, tell.
ResumeWork work_of(const std::vector<Trace>& resumes);

// The records of a state's databases, to be held against those after the resume. All arguments must
// outlive it.
class StuckRecordFinder {
 public:
  StuckRecordFinder(const Baseline& baseline, Documents& documents);

  // Reads copies, so the state below root stays as it is.
  void look_before(const std::string& root);
  // The small ones among what look_before read.
  std::vector<DatabaseState> small_before() const;
  // Those that are unchanged, grouped by a field with a value that no record of the table ends with
  // in a crash-free run: fields with few values first.
  std::vector<StuckRecords> stuck_in(const std::string& root);

 private:
  using Databases = std::map<std::string, Document>;
  Databases read(const std::string& root);

  const Baseline& baseline_;
  Documents& documents_;
  Databases before_;
};

}  // namespace crashproof
