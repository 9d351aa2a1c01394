// crashproof.toml: the settings of a project, under the names of the command line's options.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/settings.h"

namespace crashproof::cli {

// What the file may set beside the settings: `command`, an array of words.
inline constexpr std::string_view command_key = "command";

struct Config {
  GivenSettings settings;
  std::map<std::string, GivenSettings, std::less<>> profiles;  // [profile.NAME]
  std::vector<Allowance> allowances;                           // [[allow]]
};

// Throws UsageError "FILE:LINE: …" for what is not TOML, a key that is no setting, or a value of
// the wrong type. `file` is for messages; relative paths in the file start from `base`.
Config parse_config(std::string_view text, const std::string& file, const std::string& base);

// The same from disk. Throws UsageError also if the file cannot be read.
Config read_config(const std::string& path);

}  // namespace crashproof::cli
