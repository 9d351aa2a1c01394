// A loop device above one file, for as long as this object lives.
#pragma once

#include <string>

namespace crashproof {

// The device goes away by itself when its last user does, also if we are killed.
class LoopDevice {
 public:
  // `direct`: hand writes on as they come, several at a time, past the page cache of the file.
  // Throws std::system_error.
  LoopDevice(const std::string& file, bool direct);
  ~LoopDevice();
  LoopDevice(const LoopDevice&) = delete;
  LoopDevice& operator=(const LoopDevice&) = delete;

  const std::string& path() const { return path_; }
  // Forgets what the kernel has cached of it; for when its file was changed from outside.
  void forget_cache();

 private:
  std::string path_;
  int fd_ = -1;
};

}  // namespace crashproof
