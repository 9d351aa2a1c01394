// What a job made of a state file that a change had tampered with: it may refuse it, and must not
// write over one of an unknown version.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/campaign/final_state.h"
#include "harness/model/schedule.h"
#include "harness/model/state.h"

namespace crashproof {

// Of one trial, whose sandbox has to be begun. `sandbox` and `state` must outlive it.
class Tampering {
 public:
  Tampering(const CrashSchedule& schedule, const Sandbox& sandbox, FinalState& state);

  // False if no step of the schedule is a change that may be refused: nothing is to be watched.
  bool is_watched() const { return is_watched_; }
  // Once the changes are made, before the first resume.
  void before_resume();
  // After the last resume: a refusal is put down as right, an overwritten file by its name.
  void after_resumes(Evidence& evidence) const;

 private:
  void accept_refusal(Evidence& evidence) const;

  const Sandbox& sandbox_;
  FinalState& state_;
  bool is_watched_;
  std::string other_version_;  // the file that was given another version, "" if none was
  std::vector<Difference> before_;
  std::optional<FileEntry> tampered_;
};

}  // namespace crashproof
