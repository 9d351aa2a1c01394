// System calls on files, with errors that say which file.
#include "reference_pipeline/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace pipeline {

void throw_errno(const char* what, const std::filesystem::path& path) {
  throw std::system_error(errno, std::generic_category(), std::string(what) + " " + path.string());
}

namespace {

// A signal or a slow file system can break off any call before it has done anything.
template <typename Call>
auto until_not_interrupted(const Call& call) {
  for (;;) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

}  // namespace

File::File(std::filesystem::path path, int flags, mode_t mode)
    : path_(std::move(path)),
      descriptor_(
          until_not_interrupted([&] { return ::open(path_.c_str(), flags | O_CLOEXEC, mode); })) {
  if (descriptor_ < 0) throw_errno("cannot open", path_);
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

File::File(File&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

void File::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written_bytes =
        until_not_interrupted([&] { return ::write(descriptor_, bytes.data(), bytes.size()); });
    // Nothing written and no reason given would be tried for ever.
    if (written_bytes == 0) errno = EIO;
    if (written_bytes <= 0) throw_errno("cannot write", path_);
    bytes.remove_prefix(static_cast<std::size_t>(written_bytes));
  }
}

std::size_t File::read_some(char* buffer, std::size_t capacity_bytes) {
  const ssize_t read_bytes =
      until_not_interrupted([&] { return ::read(descriptor_, buffer, capacity_bytes); });
  if (read_bytes < 0) throw_errno("cannot read", path_);
  return static_cast<std::size_t>(read_bytes);
}

void File::sync() {
  if (until_not_interrupted([&] { return ::fsync(descriptor_); }) != 0) {
    throw_errno("cannot fsync", path_);
  }
}

bool File::try_lock() {
  if (until_not_interrupted([&] { return ::flock(descriptor_, LOCK_EX | LOCK_NB); }) == 0) {
    return true;
  }
  if (errno == EWOULDBLOCK) return false;
  throw_errno("cannot lock", path_);
}

void rename_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (until_not_interrupted([&] { return ::rename(from.c_str(), to.c_str()); }) != 0) {
    throw_errno("cannot rename to", to);
  }
}

void sync_directory(const std::filesystem::path& directory) {
  File(directory, O_RDONLY | O_DIRECTORY).sync();
}

std::string read_whole_file(const std::filesystem::path& path) {
  File file(path, O_RDONLY);
  std::string content;
  std::array<char, 4096> buffer;
  while (const std::size_t read_bytes = file.read_some(buffer.data(), buffer.size())) {
    content.append(buffer.data(), read_bytes);
  }
  return content;
}

}  // namespace pipeline
