// Access to a tracee's memory.
#include "harness/record/tracee.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "harness/record/file_descriptor.h"

namespace crashproof {
namespace {

constexpr std::size_t kPage = 4096;

ssize_t read_into(pid_t tid, std::uint64_t address, char* bytes, std::size_t length) {
  const iovec local{bytes, length};
  // An address in another process is a number to us.
  void* const theirs = reinterpret_cast<void*>(address);  // NOLINT(performance-no-int-to-ptr)
  const iovec remote{theirs, length};
  return ::process_vm_readv(tid, &local, 1, &remote, 1, 0);
}

}  // namespace

std::string read_memory(pid_t tid, std::uint64_t address, std::size_t length) {
  std::string bytes(length, '\0');
  const ssize_t count = length == 0 ? 0 : read_into(tid, address, bytes.data(), length);
  bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  return bytes;
}

std::optional<std::string> read_text(pid_t tid, std::uint64_t address) {
  if (address == 0) return std::nullopt;
  std::string text;
  char chunk[256];
  while (text.size() < PATH_MAX) {
    // Up to the end of the page: the next one may not be there.
    const std::size_t length = std::min(sizeof chunk, kPage - address % kPage);
    const ssize_t count = read_into(tid, address, chunk, length);
    if (count <= 0) return std::nullopt;
    const auto available = static_cast<std::size_t>(count);
    const std::size_t part = ::strnlen(chunk, available);
    text.append(chunk, part);
    if (part < available) return text;
    address += available;
  }
  return std::nullopt;
}

bool overwrite_memory(pid_t tid, std::uint64_t address, const void* bytes, std::size_t length) {
  const std::string path = "/proc/" + std::to_string(tid) + "/mem";
  FileDescriptor memory(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return memory && ::pwrite(memory.get(), bytes, length, static_cast<off_t>(address)) ==
                       static_cast<ssize_t>(length);
}

std::string read_gathered(pid_t tid, std::uint64_t iovec_address, std::uint64_t count,
                          std::uint64_t length) {
  count = std::min<std::uint64_t>(count, IOV_MAX);
  const std::string array = read_memory(tid, iovec_address, count * sizeof(iovec));
  std::string gathered;
  for (std::size_t at = 0; at + sizeof(iovec) <= array.size() && gathered.size() < length;
       at += sizeof(iovec)) {
    iovec part;
    std::memcpy(&part, array.data() + at, sizeof part);
    const std::size_t wanted = std::min<std::size_t>(part.iov_len, length - gathered.size());
    gathered += read_memory(tid, reinterpret_cast<std::uint64_t>(part.iov_base), wanted);
  }
  return gathered;
}

}  // namespace crashproof
