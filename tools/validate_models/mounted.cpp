// Mounts happen in a mount namespace of our own, so that no other mount can be touched and none is
// left behind.
#include "tools/validate_models/mounted.h"

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace crashproof {
namespace {

constexpr int kAttempts = 200;
constexpr unsigned kPause_us = 5000;

}  // namespace

Mounted::Mounted(const std::string& device, const std::string& directory, const std::string& type,
                 const std::string& options, bool read_only)
    : directory_(directory) {
  const unsigned long flags = MS_NOSUID | MS_NODEV | (read_only ? +MS_RDONLY : 0);
  if (mount(device.c_str(), directory.c_str(), type.c_str(), flags, options.c_str()) != 0) {
    throw std::system_error(errno, std::generic_category(), "mount of " + type);
  }
}

Mounted::~Mounted() {
  if (mounted_) umount2(directory_.c_str(), MNT_DETACH);
}

void Mounted::unmount() {
  // A process that has just ended may still be letting go of its files.
  for (int attempt = 0; umount2(directory_.c_str(), 0) != 0; ++attempt) {
    if (errno != EBUSY || attempt == kAttempts) {
      throw std::system_error(errno, std::generic_category(), "umount");
    }
    usleep(kPause_us);
  }
  mounted_ = false;
}

void take_private_mounts() {
  if (unshare(CLONE_NEWNS) != 0 ||
      mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    throw std::system_error(errno, std::generic_category(), "a mount namespace of our own");
  }
}

}  // namespace crashproof
