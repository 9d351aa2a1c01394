// Which processes and threads of a run work at the same time.
#pragma once

#include <set>
#include <string>

#include "harness/model/file_history.h"
#include "harness/model/trace.h"

namespace crashproof::modes {

// Roles of those that wrote a version of the file.
std::set<std::string> writers_of(const FileHistory& file);

// How many of these roles are workers beside others of them: their Events overlap in time, and none
// descends from the other. The commands of a script follow one another, so they are not.
std::size_t parallel_among(const Trace& trace, const std::set<std::string>& roles);

}  // namespace crashproof::modes
