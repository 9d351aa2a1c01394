// flock on the directory itself, so that no file is left behind.
#include "harness/learn/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <system_error>

namespace crashproof::learn {

DirectoryLock::DirectoryLock(const std::string& directory)
    : directory_(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  bool locked = false;
  while (directory_ && !locked) {
    locked = ::flock(directory_.get(), LOCK_EX) == 0;
    if (!locked && errno != EINTR) break;
  }
  if (!locked) throw std::system_error(errno, std::generic_category(), directory);
}

}  // namespace crashproof::learn
