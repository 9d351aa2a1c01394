// crashproof.toml: the settings of a project, under the names of the command line's options.
#pragma once

#include <string>
#include <string_view>

#include "harness/cli/settings.h"

namespace crashproof::cli {

// What the file may set beside the settings: `command`, an array of words.
inline constexpr std::string_view command_key = "command";

// Throws UsageError "FILE:LINE: …" for what is not TOML, a key that is no setting, or a value of
// the wrong type. `file` is for messages; relative paths in the file start from `base`.
GivenSettings parse_config(std::string_view text, const std::string& file, const std::string& base);

// The same from disk. Throws UsageError also if the file cannot be read.
GivenSettings read_config(const std::string& path);

}  // namespace crashproof::cli
