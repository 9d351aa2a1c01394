// Where the sources of a job begin.
#pragma once

#include <filesystem>

namespace crashproof::cli {

// The nearest directory, from the workspace upwards, that git keeps; else the workspace itself.
std::filesystem::path repository_root(const std::filesystem::path& workspace);

}  // namespace crashproof::cli
