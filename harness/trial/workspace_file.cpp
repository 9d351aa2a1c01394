// Opens beneath the workspace only, and changes what is there by the usual calls.
#include "harness/trial/workspace_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "harness/record/file_descriptor.h"
#include "harness/trial/cannot_happen.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

[[noreturn]] void refuse(const std::string& path, int error) {
  if (error == ENOENT) throw CannotHappen(fmt::format("there is no file {} in this state", path));
  throw CannotHappen(fmt::format("{} cannot be changed: {}", path, std::strerror(error)));
}

// The kernel follows links, but none out of the workspace: the job's own may lead to files of the
// user's that no sandbox holds.
FileDescriptor open_beneath(const Sandbox& sandbox, const std::string& path, int flags) {
  const FileDescriptor root(::open(sandbox.workspace().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root) refuse(path, errno);
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  const char* name = path.empty() ? "." : path.c_str();
  FileDescriptor file(static_cast<int>(::syscall(SYS_openat2, root.get(), name, &how, sizeof how)));
  if (!file) refuse(path, errno);
  return file;
}

FileDescriptor open_regular(const Sandbox& sandbox, const std::string& path, int flags,
                            struct stat& status) {
  // Not blocking: what is there may be a FIFO that nobody reads.
  FileDescriptor file = open_beneath(sandbox, path, flags | O_NONBLOCK);
  if (::fstat(file.get(), &status) != 0) refuse(path, errno);
  if (!S_ISREG(status.st_mode)) throw CannotHappen(fmt::format("{} is no regular file", path));
  return file;
}

std::string parent_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::string name_in(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

std::string read_all(int fd, const std::string& path, std::size_t size) {
  std::string content(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = ::pread(fd, content.data() + done, size - done, static_cast<off_t>(done));
    if (count < 0) refuse(path, errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  content.resize(done);
  return content;
}

void write_all(int fd, const std::string& path, const std::string& content) {
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t count =
        ::pwrite(fd, content.data() + done, content.size() - done, static_cast<off_t>(done));
    if (count < 0) refuse(path, errno);
    done += static_cast<std::size_t>(count);
  }
  if (::ftruncate(fd, static_cast<off_t>(content.size())) != 0) refuse(path, errno);
}

}  // namespace

void rewrite_file(const Sandbox& sandbox, const std::string& path, const TextChange& change,
                  const std::string& otherwise) {
  struct stat status {};
  const FileDescriptor file = open_regular(sandbox, path, O_RDWR, status);
  const std::optional<std::string> changed =
      change(read_all(file.get(), path, static_cast<std::size_t>(status.st_size)));
  if (!changed) throw CannotHappen(otherwise);
  write_all(file.get(), path, *changed);
}

void truncate_file(const Sandbox& sandbox, const std::string& path,
                   std::optional<std::uint64_t> bytes) {
  struct stat status {};
  const FileDescriptor file = open_regular(sandbox, path, O_WRONLY, status);
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const std::uint64_t left = bytes.value_or(size / 2);
  if (left >= size) {
    throw CannotHappen(fmt::format("{} has only {} bytes in this state", path, size));
  }
  if (::ftruncate(file.get(), static_cast<off_t>(left)) != 0) refuse(path, errno);
}

void take_away_file(const Sandbox& sandbox, const std::string& path) {
  const FileDescriptor directory = open_beneath(sandbox, parent_of(path), O_RDONLY | O_DIRECTORY);
  struct stat before {};
  struct stat status {};
  const std::string name = name_in(path);
  if (::fstat(directory.get(), &before) != 0 ||
      ::fstatat(directory.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    refuse(path, errno);
  }
  if (!S_ISREG(status.st_mode)) throw CannotHappen(fmt::format("{} is no regular file", path));
  if (::unlinkat(directory.get(), name.c_str(), 0) != 0) refuse(path, errno);
  const timespec times[] = {{0, UTIME_OMIT}, before.st_mtim};
  ::futimens(directory.get(), times);
}

void bring_file(const Sandbox& sandbox, const std::string& path, const std::string& arrives,
                bool fresh) {
  const FileDescriptor directory =
      open_beneath(sandbox, parent_of(arrives), O_RDONLY | O_DIRECTORY);
  const std::string name = name_in(arrives);
  if (::faccessat(directory.get(), name.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
    throw CannotHappen(fmt::format("{} is there already", arrives));
  }
  copy_file(sandbox.mirror_root() + "/" + path,
            fmt::format("/proc/self/fd/{}/{}", directory.get(), name));
  if (!fresh) return;
  // File systems stamp times a few milliseconds apart: it must be later than all that was before.
  constexpr useconds_t grain_us = 20'000;
  ::usleep(grain_us);
  ::utimensat(directory.get(), name.c_str(), nullptr, AT_SYMLINK_NOFOLLOW);
}

}  // namespace crashproof
