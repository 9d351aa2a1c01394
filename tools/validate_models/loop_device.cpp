// Loop devices by ioctl. Another program may take the free one that the kernel has named; then it
// is asked again.
#include "tools/validate_models/loop_device.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace crashproof {
namespace {

constexpr int kAttempts = 20;

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

int free_number() {
  const int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
  if (control < 0) fail("/dev/loop-control");
  const int number = ioctl(control, LOOP_CTL_GET_FREE);
  close(control);
  if (number < 0) fail("LOOP_CTL_GET_FREE");
  return number;
}

}  // namespace

LoopDevice::LoopDevice(const std::string& file, bool direct) {
  const int file_fd = open(file.c_str(), O_RDWR | O_CLOEXEC | (direct ? O_DIRECT : 0));
  if (file_fd < 0) fail(file);
  loop_config config = {};
  config.fd = static_cast<unsigned>(file_fd);
  config.info.lo_flags = LO_FLAGS_AUTOCLEAR | (direct ? LO_FLAGS_DIRECT_IO : 0);
  for (int attempt = 0; fd_ < 0; ++attempt) {
    path_ = "/dev/loop" + std::to_string(free_number());
    fd_ = open(path_.c_str(), O_RDWR | O_CLOEXEC);
    if (fd_ >= 0 && ioctl(fd_, LOOP_CONFIGURE, &config) == 0) break;
    const int error = errno;
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
    if (error != EBUSY || attempt == kAttempts) {
      close(file_fd);
      errno = error;
      fail(path_);
    }
  }
  close(file_fd);
}

LoopDevice::~LoopDevice() {
  close(fd_);
}

void LoopDevice::forget_cache() {
  if (ioctl(fd_, BLKFLSBUF, 0) != 0) fail("BLKFLSBUF " + path_);
}

}  // namespace crashproof
