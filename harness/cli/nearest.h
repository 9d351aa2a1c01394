// "Did you mean …?" for names that people type.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crashproof::cli {

// The candidate with the fewest edits to `typed`, "" if none is near enough to be meant.
std::string nearest(std::string_view typed, const std::vector<std::string>& candidates);

// "; did you mean X?" or "".
std::string suggestion(std::string_view typed, const std::vector<std::string>& candidates);

}  // namespace crashproof::cli
