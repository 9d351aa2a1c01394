// Trees of a run directory, given to the user as a directory of his own: whole or not at all.
#pragma once

#include <string>

namespace crashproof {

// Throws UsageError if something lies there that is not an empty directory, or if it cannot be
// made: before any work is done for it.
void check_place_for_trees(const std::string& directory);

// Moves the directory `from` to `to`, where nothing or an empty directory is. Until it is whole
// nothing is to be seen there. Throws UsageError if something is there meanwhile,
// std::system_error.
void give_trees(const std::string& from, const std::string& to);

}  // namespace crashproof
