// Scripts by which shells complete this command line, generated from its tables.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/verb.h"

namespace crashproof::cli {

// Each completes verbs, options, their values where those are known, and after "--" the job.
std::string bash_completion(const std::vector<Verb>& verbs);
std::string zsh_completion(const std::vector<Verb>& verbs);
std::string fish_completion(const std::vector<Verb>& verbs);

}  // namespace crashproof::cli
