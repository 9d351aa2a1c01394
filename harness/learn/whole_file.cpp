// A file that is not there is no error; a directory in its place is.
#include "harness/learn/whole_file.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace crashproof::learn {

std::optional<std::string> read_whole(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  if (!stream) throw std::system_error(errno, std::generic_category(), path);
  // It can be opened, and reads as if it were empty.
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    throw std::system_error(EISDIR, std::generic_category(), path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace crashproof::learn
