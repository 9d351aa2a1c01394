// One recording, and single schedules that are tried against it, one after the other.
#pragma once

#include <optional>
#include <string>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/campaign.h"
#include "harness/campaign/run_store.h"
#include "harness/campaign/surroundings.h"
#include "harness/model/schedule.h"

namespace crashproof {

// Holds the run directory's lock for as long as it lives; leaves the directory behind.
class RecordedJob {
 public:
  // Makes the crash-free runs, as record() does. Throws UsageError for bad input. `catalogues`
  // must outlive it.
  RecordedJob(const CampaignOptions& options, const Catalogues& catalogues);

  // With a problem of the baseline, or interrupted, nothing can be tried: see Report.
  const Report& recording() const { return recording_; }
  bool can_be_tried() const { return runs_.has_value(); }
  const BaselineRuns& runs() const { return runs_.value(); }

  // Carries the schedule out: from the recording where one kill of the first run begins it, else in
  // a live run. Report::replay says what came of it; Report::interrupted if a signal ended it.
  Report try_schedule(const CrashSchedule& schedule);

 private:
  CampaignOptions options_;
  const Catalogues& catalogues_;
  Report recording_;
  std::optional<RunStore> store_;
  Surroundings surroundings_;
  std::optional<BaselineRuns> runs_;
};

}  // namespace crashproof
