// What may be missing because of an item that kills whoever opens it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/campaign/final_state.h"
#include "harness/model/schedule.h"
#include "harness/model/subject.h"

namespace crashproof {

// The step that poisons an item, nullptr if none does.
const ScheduleStep* poison_of(const CrashSchedule& schedule);

// Runs the job without the item once, for each glob that a poison names. All arguments must outlive
// it. limit_seconds is of that run.
class PoisonedItems {
 public:
  PoisonedItems(Sandbox& sandbox, const Subject& subject, FinalState& state, double limit_seconds);

  // What a crash-free run lacks that never had the item may be lacking; what the job noted about an
  // item that it gave up is its own matter. Begins the sandbox anew if it has to run the job.
  void excuse(const ScheduleStep& poison, Evidence& evidence);

 private:
  const std::vector<Difference>& differences_without(const std::string& glob);

  Sandbox& sandbox_;
  const Subject& subject_;
  FinalState& state_;
  double limit_seconds_;
  std::map<std::string, std::vector<Difference>> without_;  // by glob
};

}  // namespace crashproof
