// Files that are made one like the other.
#pragma once

#include <string>

namespace crashproof::modes {

// True for two paths beside one another with the same ending, or with names that differ in numbers
// alone.
bool are_of_one_series(const std::string& one, const std::string& other);

}  // namespace crashproof::modes
