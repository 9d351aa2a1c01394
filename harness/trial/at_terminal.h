// Runs a program for a person, with our own standard input and outputs.
#pragma once

#include <string>

#include "harness/record/launch.h"

namespace crashproof {

// Says the line on stderr, starts it, and blocks until it has ended. If stdin is a terminal it has
// that in the foreground, and the caller's process group has to take it back. Throws
// std::system_error if it cannot be started.
void run_at_terminal(Launch program, const std::string& line);

}  // namespace crashproof
