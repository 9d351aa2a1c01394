// A file system that is mounted for as long as this object lives.
#pragma once

#include <string>

namespace crashproof {

class Mounted {
 public:
  // Throws std::system_error if it cannot be mounted.
  Mounted(const std::string& device, const std::string& directory, const std::string& type,
          const std::string& options, bool read_only);
  // Unmounts; what still uses it keeps it alive unseen.
  ~Mounted();
  Mounted(const Mounted&) = delete;
  Mounted& operator=(const Mounted&) = delete;

  // Unmounts and waits until all is written. Throws std::system_error if something uses it.
  void unmount();

 private:
  std::string directory_;
  bool mounted_ = true;
};

// Mounts of this process are its own from now on, and vanish with it. Throws std::system_error.
void take_private_mounts();

}  // namespace crashproof
