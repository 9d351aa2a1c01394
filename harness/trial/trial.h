// Carries out one schedule in a sandbox, up to and including the last resume.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/model/evidence.h"
#include "harness/model/schedule.h"
#include "harness/model/subject.h"
#include "harness/record/supervisor.h"
#include "harness/trial/sandbox.h"

namespace crashproof {

struct TrialSettings {
  std::uint32_t restarts = 3;         // resumes at most, killed ones not counted
  double limit_seconds = 0;           // for each run; 0: none
  double leftover_grace_seconds = 1;  // see ResumeLimits
  int accepted_code = 0;              // an exit code that also ends a resume well, besides 0
};

// How the subject's command (or, if `resume`, its resume command) is started in this sandbox. Where
// the workspace lies elsewhere for the subject, arguments that name paths in it are rewritten.
// Throws std::runtime_error if the clock is to be pinned and libfaketime is not installed.
Launch launch_in(const Sandbox& sandbox, const Subject& subject, bool resume);

// The same with a recorder: what supervise needs for a crash-free run.
Supervision supervision_in(const Sandbox& sandbox, const Subject& subject, bool resume);

// Runs a shell command of the user's (--reset, --state-command) outside of any trial's faults;
// returns its standard output. Throws std::runtime_error with its last line if it fails.
std::string run_shell(const Sandbox& sandbox, const Subject& subject, const std::string& command);

// Leaves the sandbox begun, with the final state in it: the caller looks at that and ends it. With
// Engine::replay the sandbox is already in the state that the schedule's first step leaves; with
// Engine::live it is in the state before the run. Evidence has no differences yet.
// A step whose position a resume does not reach is dropped from the schedule; if the first run does
// not reach its own, fault_happened is false and nothing is resumed.
Evidence carry_out(const CrashSchedule& schedule, Engine engine, Sandbox& sandbox,
                   const Subject& subject, const TrialSettings& settings);

}  // namespace crashproof
