// Reads with plain system calls, so that every failure has an errno to tell.
#include "scenarios/state/file_bytes.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace crashproof {
namespace {

[[noreturn]] void fail(const std::string& absolute_path) {
  throw std::system_error(errno, std::generic_category(), absolute_path);
}

struct Descriptor {
  int number;
  explicit Descriptor(int opened) : number(opened) {}
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

}  // namespace

std::string file_bytes(const std::string& absolute_path) {
  // Non-blocking, because a FIFO without a writer would otherwise hang the comparison.
  const Descriptor file(::open(absolute_path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number < 0) fail(absolute_path);
  std::string bytes;
  std::array<char, 65536> part;
  while (true) {
    const ssize_t count = ::read(file.number, part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(absolute_path);
    if (count == 0) return bytes;
    bytes.append(part.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace crashproof
