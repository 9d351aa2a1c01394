// The table of built-in profiles.
#include "harness/cli/profiles.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/cli/nearest.h"
#include "harness/cli/values.h"

namespace crashproof::cli {

const std::vector<BuiltInProfile>& built_in_profiles() {
  static const std::vector<BuiltInProfile> table = {
      {"quick",
       "a sample of the gaps, no cuts inside writes",
       {{"sample", "40"}, {"cuts", "none"}}},
      {"ci", "five minutes of trials, most telling first", {{"budget", "5m"}, {"per-fault", "50"}}},
      {"thorough",
       "every fault and model, two crashes in a row, random kills",
       {{"all", "true"}, {"random", "20"}}},
  };
  return table;
}

GivenSettings profile_settings(const Given& name, const Config& config) {
  const std::string& wanted = text_of(name);
  GivenSettings settings;
  std::vector<std::string> known;
  bool found = false;
  if (const auto own = config.profiles.find(wanted); own != config.profiles.end()) {
    settings = own->second;
    found = true;
  }
  for (const BuiltInProfile& profile : built_in_profiles()) {
    known.emplace_back(profile.name);
    if (profile.name != wanted) continue;
    found = true;
    for (const auto& [setting, value] : profile.settings)
      settings.try_emplace(
          std::string(setting),
          Given{{std::string(value)}, fmt::format("profile {}: {}", wanted, setting), name.base});
  }
  for (const auto& [own, unused] : config.profiles) known.push_back(own);
  if (!found)
    reject(name, fmt::format("no profile is called '{}'{}; there are {}", wanted,
                             suggestion(wanted, known), fmt::join(known, ", ")));
  return settings;
}

}  // namespace crashproof::cli
