// Which processes and threads of a run work at the same time.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/model/file_history.h"
#include "harness/model/trace.h"

namespace crashproof::modes {

// Roles of those that wrote a version of the file.
std::set<std::string> writers_of(const FileHistory& file);

// How many of these roles work beside others of them: neither descends from the other, and the
// Events of the two branches in which they are overlap in time, or both are threads of one process.
// A process and a thread that it started do so if their Events take turns.
// The commands of one script follow one another, so they are not. Looks at 200 roles at most.
std::size_t parallel_among(const Trace& trace, const std::set<std::string>& roles);

// True if one that works beside the worker, or something that it started, wrote a version of the
// checkpoint and one of these files, too: so it is a worker like the other, and no coordinator.
bool is_advanced_by_a_fellow(const Trace& trace, const FileHistory& checkpoint,
                             const std::string& worker, const std::vector<FileHistory>& parts);

}  // namespace crashproof::modes
