// Repeats the Events of a Trace on a copy of the initial workspace, and reads trees to compare.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "harness/model/trace.h"

namespace crashproof::testing {

// Repeats the first `count` Events below `root`. Throws std::runtime_error naming the Event that
// could not be repeated. Events outside the workspace are left out.
void replay(const Trace& trace, std::uint64_t count, const std::string& root);

// Path -> one line with type, permissions, owner, link count, times and content. With times: also
// the modification times of files and directories.
using TreePicture = std::map<std::string, std::string>;
TreePicture picture_of(const std::string& root, bool with_times);

// "" if they are equal, else the first differences.
std::string difference(const TreePicture& expected, const TreePicture& actual);

}  // namespace crashproof::testing
