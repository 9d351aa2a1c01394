// Makes a tree of files into what a power cut left of it.
#pragma once

#include <string>
#include <vector>

#include "harness/model/initial_tree.h"
#include "harness/model/path_change.h"

namespace crashproof {

// Does the changes in their order to the workspace, which is in the state of the survival's base;
// absolute paths are those below one of the `private_places`, others are left out. A file that only
// becomes other content keeps its inode, its owner and its other names. Parents that are missing
// are made; the times of directories stay as they were. Throws std::system_error naming the file.
void apply_changes(const std::vector<PathChange>& changes, const std::string& workspace,
                   const std::vector<std::string>& private_places);

// The tree before the run: the workspace from a copy of it, private places as they are now if
// `places_show_through`, else empty. Reads when it is asked; what it cannot read is not there.
// The functions keep a file open between calls and are not for several threads at once.
InitialTree initial_tree_of(const std::string& snapshot,
                            const std::vector<std::string>& private_places,
                            bool places_show_through);

}  // namespace crashproof
