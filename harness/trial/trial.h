// Carries out one schedule in a sandbox, up to and including the last resume.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/evidence.h"
#include "harness/model/path_change.h"
#include "harness/model/schedule.h"
#include "harness/model/subject.h"
#include "harness/record/supervisor.h"
#include "harness/trial/sandbox.h"

namespace crashproof {

struct TrialSettings {
  std::uint32_t restarts = 3;         // resumes at most, those that a step strikes not counted
  double limit_seconds = 0;           // for each run; 0: none
  double leftover_grace_seconds = 1;  // see ResumeLimits
  int accepted_code = 0;              // an exit code that also ends a resume well, besides 0
};

// How the subject's command (or, if `resume`, its resume command) is started in this sandbox. Where
// the workspace lies elsewhere for the subject, arguments that name paths in it are rewritten.
// Throws std::runtime_error if something is to be pinned that cannot be (see pin).
Launch launch_in(const Sandbox& sandbox, const Subject& subject, bool resume);

// The same with a recorder: what supervise needs for a crash-free run.
Supervision supervision_in(const Sandbox& sandbox, const Subject& subject, bool resume);

// Runs a shell command of the user's (--reset, --state-command) outside of any trial's faults;
// returns its standard output. Throws std::runtime_error with its last line if it fails.
std::string run_shell(const Sandbox& sandbox, const Subject& subject, const std::string& command);

// What the runs of a trial did, each with its bytes and with Events `open`. A run of two copies at
// once is not among them.
struct TrialTraces {
  std::optional<Trace> first;  // live only
  std::vector<Trace> resumes;
  // Called before run `number` (0: the first), with how it will be run: it may ask for call sites.
  // May be empty.
  std::function<void(std::uint32_t number, Supervision&)> before_run;
  // Of the runs that were asked for them, by number and Event::index.
  std::map<std::uint32_t, std::map<std::uint64_t, CallSite>> call_sites;
};

// The state from which a trial goes on.
struct TrialStart {
  Engine engine = Engine::replay;
  // Replay: what a power cut, or a change `as-of`, makes of the state in which the sandbox is.
  std::vector<PathChange> changes;
  // Called when all other changes before the first resume have been made; may be empty. It looks at
  // the sandbox, and makes changes `rows`. May throw CannotHappen.
  std::function<void()> before_resume;
};

// True if the schedule tampers with what the job saved, as no crash does: then a job that refuses
// to go on, and changes nothing, does right.
bool may_be_refused(const CrashSchedule& schedule);

// Leaves the sandbox begun, with the final state in it: the caller looks at that and ends it. With
// Engine::replay the sandbox is already in the state that the schedule's step of the first run
// leaves; with Engine::live it is in the state before the run. Evidence has no differences yet.
//
// A position that a resume does not reach is dropped from the schedule, with the steps of later
// runs; so is a position of the first run that it passes by because another step has struck it. If
// the first run reaches none of its own, or a change cannot be made, fault_happened is false,
// not_happened says which step and why, and nothing more is run. Else the job is resumed until it
// has ended well and no step is left, or its attempts are used up. `traces` null: runs that are not
// to be struck are free of any tracer.
Evidence carry_out(const CrashSchedule& schedule, const TrialStart& start, Sandbox& sandbox,
                   const Subject& subject, const TrialSettings& settings,
                   TrialTraces* traces = nullptr);

}  // namespace crashproof
