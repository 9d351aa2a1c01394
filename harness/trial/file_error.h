// One way to say which file operation failed on which path.
#pragma once

#include <cerrno>
#include <string>
#include <system_error>

namespace crashproof {

// Throws std::system_error with errno, e.g. "cannot copy src/a.txt: Permission denied".
[[noreturn]] inline void throw_file_error(const std::string& action, const std::string& path) {
  throw std::system_error(errno, std::generic_category(), "cannot " + action + " " + path);
}

}  // namespace crashproof
