// Turns that several runs of ours take at one directory.
#pragma once

#include <string>

#include "harness/record/file_descriptor.h"

namespace crashproof::learn {

// An exclusive lock on an existing directory, which the kernel drops if its owner dies. Waits.
// Throws std::system_error.
class DirectoryLock {
 public:
  explicit DirectoryLock(const std::string& directory);

 private:
  FileDescriptor directory_;
};

}  // namespace crashproof::learn
