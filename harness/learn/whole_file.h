// Small files read whole.
#pragma once

#include <optional>
#include <string>

namespace crashproof::learn {

// nullopt if there is none. Throws std::system_error if it cannot be read.
std::optional<std::string> read_whole(const std::string& path);

}  // namespace crashproof::learn
