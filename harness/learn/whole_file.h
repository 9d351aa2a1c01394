// Small files read and replaced whole: a reader finds the old text or the new one, also after a
// power cut.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crashproof::learn {

// nullopt if there is none. Throws std::system_error if it cannot be read.
std::optional<std::string> read_whole(const std::string& path);

// By a temporary file beside it. Throws std::system_error.
void replace_whole(const std::string& path, std::string_view text);

// An exclusive lock on an existing directory, which the kernel drops if its owner dies. Waits.
// Throws std::system_error.
class DirectoryLock {
 public:
  explicit DirectoryLock(const std::string& directory);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  int fd_ = -1;
};

}  // namespace crashproof::learn
