// Temporary files: what a run makes and removes again, also under random names.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/model/state.h"
#include "harness/model/trace.h"

namespace crashproof {

// Paths within the workspace that the run created and that are not in its final tree.
std::set<std::string> transient_paths(const Trace& trace, const FileTree& final);

// Globs (see path_matches) for all of `first`: a path that both runs have, quoted; for one that
// the other run has under another name of the same shape, a glob with '*' for what differs.
std::set<std::string> transient_globs(const std::set<std::string>& first,
                                      const std::set<std::string>& second);

// A glob that matches all of these paths, which must have the same shape (separators at the same
// places); "" if they do not, or if the glob would not name anything of them.
std::string common_glob(const std::vector<std::string>& paths);

}  // namespace crashproof
