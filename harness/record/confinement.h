// Landlock: the places below which a run may change files.
#pragma once

#include <string>
#include <vector>

#include "harness/record/file_descriptor.h"

namespace crashproof {

// A ruleset that lets a process change files below these absolute paths, /dev and /proc, and
// nowhere else. Paths that do not exist are skipped. Empty descriptor where Landlock is absent.
// Throws std::system_error if the kernel refuses the ruleset.
FileDescriptor build_confinement(const std::vector<std::string>& writable);

// Applies it to the calling thread. Safe after vfork. Returns false with errno set on failure.
bool enter_confinement(int ruleset_fd);

}  // namespace crashproof
