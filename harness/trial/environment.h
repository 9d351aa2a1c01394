// The list of "NAME=value" that a run is given.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crashproof {

// The last value of that name, "" if there is none.
std::string variable(const std::vector<std::string>& environment, std::string_view name);

// Replaces every value of that name by this one.
void set_variable(std::vector<std::string>& environment, std::string_view name,
                  std::string_view value);

}  // namespace crashproof
