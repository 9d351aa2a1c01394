// Settings that go by one name: a few are built in, crashproof.toml can add to them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/cli/config.h"

namespace crashproof::cli {

// What --profile NAME stands for: what the config file says in [profile.NAME], and what the
// built-in profile of that name says besides. Throws UsageError for a name that neither has.
GivenSettings profile_settings(const Given& name, const Config& config);

// Of the built-in ones, for help and completion.
struct BuiltInProfile {
  std::string_view name;
  std::string_view summary;  // one clause
  std::vector<std::pair<std::string_view, std::string_view>> settings;
};
const std::vector<BuiltInProfile>& built_in_profiles();

}  // namespace crashproof::cli
