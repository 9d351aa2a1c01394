// Counterfactuals: what changes `as-of` and `rows` mean to the state of one trial.
#pragma once

#include <vector>

#include "harness/model/effects.h"
#include "harness/model/image.h"
#include "harness/model/path_change.h"
#include "harness/model/schedule.h"
#include "harness/model/state_reader.h"
#include "harness/trial/sandbox.h"

namespace crashproof {

// Files as they were anywhere in one recorded run, which must outlive it.
class RecordedVersions {
 public:
  RecordedVersions(const Trace& trace, const InitialTree& initial);

  // What the steps `as-of` before the first resume ask for, in their order. Costs the trace up to
  // the latest of their positions. Throws std::runtime_error for a position that this trace does
  // not have.
  std::vector<PathChange> changes(const CrashSchedule& schedule);

 private:
  PathChange as_of(const std::string& path, std::uint64_t gap);

  const Trace& trace_;
  Effects effects_;
  Image image_;
};

bool has_as_of(const CrashSchedule& schedule);

// Whether the trace has every position that a step `as-of` names.
bool has_every_version(const CrashSchedule& schedule, const Trace& trace);

// Carries out the steps `rows` before the first resume. Throws CannotHappen if one finds no record.
void edit_records(const CrashSchedule& schedule, const Sandbox& sandbox,
                  const std::vector<const StateReader*>& readers);

}  // namespace crashproof
