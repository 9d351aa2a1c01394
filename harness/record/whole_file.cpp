// By read(2), which says of directories that they are none to read, where streams find them empty.
#include "harness/record/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "harness/record/file_descriptor.h"

namespace crashproof {
namespace {

[[noreturn]] void fail(int error, const std::string& path) {
  throw std::system_error(error, std::generic_category(), "cannot read " + path);
}

}  // namespace

std::optional<std::string> read_whole(const std::string& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  if (!file) fail(errno, path);
  std::string bytes;
  std::vector<char> chunk(std::size_t{64} << 10);
  while (true) {
    const ssize_t got = ::read(file.get(), chunk.data(), chunk.size());
    if (got == 0) return bytes;
    if (got < 0 && errno != EINTR) fail(errno, path);
    if (got > 0) bytes.append(chunk.data(), static_cast<std::size_t>(got));
  }
}

std::string read_existing(const std::string& path) {
  std::optional<std::string> bytes = read_whole(path);
  if (!bytes) fail(ENOENT, path);
  return *std::move(bytes);
}

}  // namespace crashproof
