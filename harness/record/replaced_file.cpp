// Temporary file, fsync, rename, fsync of the directory.
#include "harness/record/replaced_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <random>
#include <system_error>

#include "harness/record/file_descriptor.h"

namespace crashproof {
namespace {

[[noreturn]] void fail(const std::string& path) {
  throw std::system_error(errno, std::generic_category(), "cannot write " + path);
}

bool write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = ::write(fd, content.data(), content.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) content.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// Of the file that is there; a first one is as the umask says.
std::optional<struct stat> status_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return status;
}

// Whoever may read the old file may read the new one. Only root can give a file away; for others
// the new one is theirs, as every file that they write.
bool make_alike(int fd, const struct stat& old) {
  if (::fchown(fd, old.st_uid, old.st_gid) != 0 && errno != EPERM) return false;
  return ::fchmod(fd, old.st_mode & 07777) == 0;
}

bool write_durably(const std::string& path, std::string_view content,
                   const std::optional<struct stat>& old) {
  const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  return file && write_all(file.get(), content) && (!old || make_alike(file.get(), *old)) &&
         ::fsync(file.get()) == 0;
}

// A directory that may be written and not be read cannot be synced, and some file systems know no
// sync of directories: then the name is as durable as it can be.
bool sync_directory(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  const FileDescriptor directory(
      ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) return errno == EACCES;
  return ::fsync(directory.get()) == 0 || errno == EINVAL;
}

}  // namespace

void replace_file(const std::string& path, std::string_view content) {
  const std::string temporary =
      fmt::format("{}.{}-{:08x}.tmp", path, ::getpid(), std::random_device()());
  if (!write_durably(temporary, content, status_of(path)) ||
      std::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    errno = error;
    fail(path);
  }
  if (!sync_directory(path)) fail(path);
}

}  // namespace crashproof
