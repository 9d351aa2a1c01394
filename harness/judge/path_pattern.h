// Patterns over workspace-relative paths, as in --ignore and --state.
#pragma once

#include <string_view>

namespace crashproof {

// A pattern is a path whose components are globs (see schedule.h: '*' stays within one component,
// '\' quotes). A component "**" stands for any number of components. What matches a directory
// matches everything below it, so "logs", "logs/" and "logs/**" all mean logs and what is in it.
bool path_matches(std::string_view pattern, std::string_view path);

}  // namespace crashproof
