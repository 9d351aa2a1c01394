// The text of a first crashproof.toml, with comments.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/campaign/first_look.h"

namespace crashproof::cli {

// Sets `command`, and `resume` if that is given; all that the look has learned stands in comments.
// Without a look it says how to get one. Pure.
std::string first_config(const std::vector<std::string>& command, const std::string& resume,
                         const std::optional<FirstLook>& look);

}  // namespace crashproof::cli
