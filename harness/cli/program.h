// From argv to an exit code.
#pragma once

#include <vector>

#include "harness/cli/verb.h"

namespace crashproof::cli {

// Finds the verb, carries it out, and says every failure in one line on stderr.
int run_program(const std::vector<Verb>& verbs, int argc, char** argv);

}  // namespace crashproof::cli
