// The words after the verb, by CLI11.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/verb.h"

namespace crashproof::cli {

// Relative paths among the values will start from `directory`. Throws UsageError with a suggestion
// for an unknown option. Values are not yet understood.
Invocation parse_command_line(const Verb& verb, const std::vector<std::string>& words,
                              const std::string& directory);

}  // namespace crashproof::cli
