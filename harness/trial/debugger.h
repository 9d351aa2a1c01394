// A debugger on a live run, stopped where a schedule strikes it.
#pragma once

#include <string>

#include "harness/model/schedule.h"
#include "harness/model/subject.h"
#include "harness/trial/sandbox.h"

namespace crashproof {

// Runs the subject in the sandbox, which has begun, up to the call that makes the Event at the
// position, and stops it before that call. Then runs the shell command with the pid appended, as
// open_shell runs a shell but not confined, and kills the run when it has ended. False if the run
// did not reach the position. Throws CannotHappen for a position at no Event, std::runtime_error if
// ptrace is refused to others than the recorder.
bool debug_run(const Sandbox& sandbox, const Subject& subject, const Position& position,
               double limit_seconds, const std::string& command);

}  // namespace crashproof
