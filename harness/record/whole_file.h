// Files read whole.
#pragma once

#include <optional>
#include <string>

namespace crashproof {

// nullopt if there is none. Throws std::system_error, "cannot read PATH: …", for any other reason,
// also for a directory.
std::optional<std::string> read_whole(const std::string& path);

// The same for a file that has to be there: throws also if there is none.
std::string read_existing(const std::string& path);

}  // namespace crashproof
