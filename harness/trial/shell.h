// A person's look at the state of a trial.
#pragma once

#include "harness/model/subject.h"
#include "harness/trial/sandbox.h"

namespace crashproof {

// Starts the shell of the subject's environment ($SHELL, else /bin/sh) where its resume would
// start, confined like it, with our own standard input and outputs, and says on stderr what this
// is. Blocks until it has ended, and ends what it has left. If stdin is a terminal the shell has it
// in the foreground, and the caller's process group has to take it back. Throws std::system_error
// if it cannot be started.
void open_shell(const Sandbox& sandbox, const Subject& subject);

}  // namespace crashproof
