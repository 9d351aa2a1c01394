// Plug-in: something that we do to a run, or that changes while the job is down. One file in
// faults/ each, which says how it reads in a schedule and where an audit tries it. How it is
// carried out is the matter of harness/trial.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/crash_point.h"
#include "harness/model/schedule.h"
#include "harness/model/trace.h"

namespace crashproof {

// What is known of the recorded run when an audit chooses its schedules. Owns nothing.
struct FaultGround {
  const Trace& trace;
  const std::vector<CrashPoint>& states;  // the first point of each distinct crash state, in order
  std::function<Position(const CrashPoint&)> position_of;  // the readable position of such a point
  std::function<Position(std::uint64_t event)> before;     // "before:" Event number `event`
  // Workspace-relative files that the run read and left as they were, in order of first reading.
  const std::vector<std::string>& inputs;
  // Workspace-relative files of the crash-free final state, in order.
  const std::vector<std::string>& outputs;
  // The first bytes (at most 64 KiB) of a file of the crash-free final state; "" if there is none.
  std::function<std::string(const std::string& path)> final_content;
  // The same of the state before the run.
  std::function<std::string(const std::string& path)> initial_content;
};

struct Fault {
  enum class When : std::uint8_t {
    during,  // a fault: at a position of a run
    down,    // a change: before a resume, "@resume1"
    always,  // "@every"
  };

  std::string_view name;       // as in schedules: "kill"
  std::string_view summary;    // one clause for --help and reports: what is done
  std::string_view parameter;  // syntax of what stands in brackets, "" if nothing may
  std::string_view example;    // one schedule
  When when = When::during;
  // The state that it leaves follows from the recorded trace alone; the others need a live run.
  bool replayable = false;
  // One line that says what is wrong with a parameter, "" if it is well formed.
  std::string (*problem)(const std::string& parameter) = nullptr;
  // The schedules that an audit tries for `--fault NAME[parameter]`; none where the run offers no
  // place for it. Pure, and the same for the same ground. `kill` itself is planned from states.
  std::vector<CrashSchedule> (*schedules)(const FaultGround& ground,
                                          const std::string& parameter) = nullptr;
  // The parameters that `--all` tries; {""} for a fault without one. Empty: only on request.
  std::vector<std::string> (*usual)(const FaultGround& ground) = nullptr;
};

}  // namespace crashproof
