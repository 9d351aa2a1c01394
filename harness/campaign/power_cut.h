// One power cut as a worker needs it: what it changes, and what had been promised before it.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/campaign/final_state.h"
#include "harness/model/effects.h"
#include "harness/model/evidence.h"
#include "harness/model/path_change.h"
#include "harness/model/schedule.h"
#include "harness/model/surviving_states.h"

namespace crashproof {

struct PowerCut {
  std::vector<PathChange> changes;       // to the recorded state at the base of the survival
  std::optional<std::uint64_t> message;  // the last Event before it that promises something
  std::set<std::string> at_stake;        // paths that may be otherwise than when that was sent
};

// Of one recorded trace, which must outlive it.
class PowerCuts {
 public:
  PowerCuts(const Trace& trace, const InitialTree& initial, std::vector<EventKind> promises);

  // Throws std::runtime_error if the schedule cuts no power, or names Events that are not there.
  PowerCut cut_of(const CrashSchedule& schedule);

  // What the crash state in the sandbox, which has begun, lacks of what was there when the message
  // left, as far as the crash-free final state has it. Reading may change the files of the trial.
  std::vector<Difference> broken_promises(const PowerCut& cut, Sandbox& sandbox,
                                          FinalState& final_state, const Baseline& baseline);

 private:
  const Trace& trace_;
  Effects effects_;
  SurvivingStates states_;
  std::vector<EventKind> promises_;
};

}  // namespace crashproof
