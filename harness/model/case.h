// One failing window as the recognisers of failure modes see it: facts, and trials to ask for.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/model/file_history.h"
#include "harness/model/finding.h"
#include "harness/model/judged_trial.h"
#include "harness/model/schedule.h"
#include "harness/model/trace.h"

namespace crashproof {

// What is the same for all cases of one campaign. Owns nothing.
struct CaseGround {
  const Trace& trace;
  const std::vector<FileHistory>& files;
  std::function<Position(const CrashPoint&)> position_of;
  std::function<CrashPoint(const Position&)> point_of;  // the end, for one that is not there
  // Readable, as in the parameter of power-loss: "write(out.csv)#2".
  std::function<std::string(std::uint64_t event)> name_of_event;
  // What diagnosing trials came to. By schedule.
  const std::map<std::string, JudgedTrial>& answers;
  // Names that differ from run to run.
  const std::set<std::string>& unstable_paths;
};

// A recogniser is a pure function of the facts and of the answers that are there. It asks for
// trials as it needs them; one that has not been carried out yet is noted, and the recogniser is
// called again when it has.
class Case {
 public:
  // Both must outlive it.
  Case(const Finding& finding, const CaseGround& ground) : finding_(finding), ground_(ground) {}

  const Finding& finding() const { return finding_; }
  const CaseGround& ground() const { return ground_; }
  const Trace& trace() const { return ground_.trace; }

  // Null if it is not there yet.
  const JudgedTrial* ask(const CrashSchedule& schedule);
  // True if something that was asked for is not there yet: what a recogniser returns then does not
  // count.
  bool waits() const { return !questions_.empty(); }
  std::set<std::string> take_questions();

 private:
  const Finding& finding_;
  const CaseGround& ground_;
  std::set<std::string> questions_;  // schedules
};

}  // namespace crashproof
