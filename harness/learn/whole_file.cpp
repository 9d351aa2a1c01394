// Temporary file, fsync, rename, fsync of the directory: what exercise 9 is about.
#include "harness/learn/whole_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace crashproof::learn {
namespace {

[[noreturn]] void fail(const std::string& path) {
  throw std::system_error(errno, std::generic_category(), path);
}

void write_all(int fd, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno != EINTR) fail(path);
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
}

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : fd_(::open(path.c_str(), flags, 0644)) {
    if (fd_ < 0) fail(path);
  }
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

std::optional<std::string> read_whole(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    fail(path);
  }
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

void replace_whole(const std::string& path, std::string_view text) {
  const std::string temporary = fmt::format("{}.{}.tmp", path, ::getpid());
  {
    const Descriptor file(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
    write_all(file.get(), text, temporary);
    if (::fsync(file.get()) != 0) fail(temporary);
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) fail(path);
  const std::string parent = std::filesystem::path(path).parent_path().string();
  const Descriptor directory(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (::fsync(directory.get()) != 0) fail(parent);
}

DirectoryLock::DirectoryLock(const std::string& directory)
    : fd_(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (fd_ < 0) fail(directory);
  while (::flock(fd_, LOCK_EX) != 0) {
    if (errno == EINTR) continue;
    ::close(fd_);
    fail(directory);
  }
}

DirectoryLock::~DirectoryLock() {
  ::close(fd_);
}

}  // namespace crashproof::learn
