// Whole files as bytes, for the readers of text formats.
#pragma once

#include <string>

namespace crashproof {

// Throws std::system_error if the file cannot be opened or read.
std::string file_bytes(const std::string& absolute_path);

}  // namespace crashproof
