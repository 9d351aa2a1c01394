// One call's settings from all their sources: flags, then the environment, then crashproof.toml.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/verb.h"

namespace crashproof::cli {

// The CRASHPROOF_ variables of this environment ("NAME=value"). Names that look like ours and are
// none come back in `unknown`, each with a suggestion.
GivenSettings environment_settings(const std::vector<std::string>& environment,
                                   const std::string& base, std::vector<std::string>& unknown);

// Where a program is called: what it inherits, made explicit.
struct Surroundings {
  std::string directory;                 // absolute, canonical
  std::vector<std::string> environment;  // "NAME=value"
};
Surroundings current_surroundings();

// Everything merged, with defaults filled in and paths absolute; nothing is checked on disk but
// the config file. `warnings` gets lines for people. Throws UsageError.
Options options_for(const Invocation& invocation, const Surroundings& surroundings,
                    std::vector<std::string>& warnings);

// The flags, quoted for a shell, by which a replay called in `directory` sees the same subject.
std::string replay_options(const CampaignOptions& options, const std::string& directory);

}  // namespace crashproof::cli
