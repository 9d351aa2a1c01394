// A straightforward replay, by file name, without anything clever.
#include "tests/record/replayer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace crashproof::testing {
namespace {

namespace fs = std::filesystem;
constexpr unsigned kExchange = 2;

timespec time_of(std::int64_t nanoseconds) {
  return {nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
}

class Replayer {
 public:
  Replayer(const Trace& trace, std::string root) : trace_(trace), root_(std::move(root)) {}
  ~Replayer() {
    for (const auto& [name, fd] : unnamed_) ::close(fd);
  }

  void apply(const Event& event) {
    if (!changes_files(event.kind) || event.path.starts_with('/')) return;
    errno = 0;
    if (!repeat(event)) {
      throw std::runtime_error(fmt::format("event {} {} {} -> {}: {}", event.index, event.call,
                                           describe(event), event.target, std::strerror(errno)));
    }
    put_times(event);
  }

 private:
  std::string place(const std::string& path) const {
    const auto found = unnamed_.find(path);
    if (found != unnamed_.end()) return "/proc/self/fd/" + std::to_string(found->second);
    return root_ + "/" + path;
  }

  bool repeat(const Event& event) {
    const std::string path = place(event.path), target = place(event.target);
    const char* const from = path.c_str();
    const char* const to = target.c_str();
    const std::string_view bytes = trace_.blobs->get(event.bytes);
    switch (event.kind) {
      case EventKind::create:
        return make_file(from, event.mode);
      case EventKind::tmpfile: {
        const int fd = ::open(root_.c_str(), O_TMPFILE | O_RDWR, 0600);
        unnamed_[event.path] = fd;
        return fd >= 0 && ::fchmod(fd, event.mode) == 0;
      }
      case EventKind::mkdir:
        return ::mkdir(from, 0700) == 0 && ::chmod(from, event.mode) == 0;
      case EventKind::mknod:
        return ::mknod(from, event.mode, 0) == 0 && ::chmod(from, event.mode & 07777) == 0;
      case EventKind::symlink:
        return ::symlink(event.target.c_str(), from) == 0;
      case EventKind::link:
        return ::linkat(AT_FDCWD, from, AT_FDCWD, to,
                        event.path.starts_with('#') ? AT_SYMLINK_FOLLOW : 0) == 0;
      case EventKind::rename:
        return ::rename(from, to) == 0;
      case EventKind::exchange:
        return ::renameat2(AT_FDCWD, from, AT_FDCWD, to, kExchange) == 0;
      case EventKind::unlink:
        return ::unlink(from) == 0;
      case EventKind::rmdir:
        return ::rmdir(from) == 0;
      case EventKind::write:
      case EventKind::mapped_store:
        return bytes.size() == event.length && with_fd(from, [&](int fd) {
                 return ::pwrite(fd, bytes.data(), bytes.size(),
                                 static_cast<off_t>(event.offset)) ==
                        static_cast<ssize_t>(bytes.size());
               });
      case EventKind::truncate:
        return ::truncate(from, static_cast<off_t>(event.length)) == 0;
      case EventKind::allocate:
        return with_fd(from, [&](int fd) {
          return ::fallocate(fd, static_cast<int>(event.mode), static_cast<off_t>(event.offset),
                             static_cast<off_t>(event.length)) == 0;
        });
      case EventKind::chmod:
        return ::chmod(from, event.mode) == 0;
      case EventKind::chown:
        return ::lchown(from, event.uid, event.gid) == 0;
      case EventKind::utimens:
        return true;  // put_times does it
      case EventKind::setxattr:
        return ::setxattr(from, event.target.c_str(), bytes.data(), bytes.size(), 0) == 0;
      case EventKind::removexattr:
        return ::removexattr(from, event.target.c_str()) == 0;
      default:
        return false;
    }
  }

  static bool make_file(const char* path, std::uint32_t mode) {
    const int fd = ::open(path, O_CREAT | O_EXCL | O_WRONLY, 0600);
    const bool made = fd >= 0 && ::fchmod(fd, mode) == 0;
    ::close(fd);
    return made;
  }

  template <typename Use>
  static bool with_fd(const char* path, const Use& use) {
    const int fd = ::open(path, O_WRONLY);
    const bool used = fd >= 0 && use(fd);
    ::close(fd);
    return used;
  }

  void put_time(const std::string& path, std::int64_t nanoseconds, std::int64_t access_ns) const {
    if (nanoseconds == 0) return;
    const timespec keep{0, UTIME_OMIT};
    const timespec times[] = {access_ns == 0 ? keep : time_of(access_ns), time_of(nanoseconds)};
    const int flags = path.starts_with("/proc/") ? 0 : AT_SYMLINK_NOFOLLOW;
    ::utimensat(AT_FDCWD, path.c_str(), times, flags);
  }

  void put_times(const Event& event) const {
    const bool moved = event.kind == EventKind::rename || event.kind == EventKind::exchange ||
                       event.kind == EventKind::link;
    put_time(place(moved ? event.target : event.path), event.mtime_ns, event.atime_ns);
    put_time(fs::path(place(event.path)).parent_path(), event.directory_mtime_ns, 0);
    put_time(fs::path(place(event.target)).parent_path(), event.target_directory_mtime_ns, 0);
  }

  const Trace& trace_;
  std::string root_;
  std::map<std::string, int> unnamed_;
};

std::string attributes_of(const std::string& path) {
  char names[4096];
  const ssize_t length = ::llistxattr(path.c_str(), names, sizeof names);
  std::map<std::string, std::string> values;
  for (const char* name = names; length > 0 && name < names + length; name += strlen(name) + 1) {
    char value[4096];
    const ssize_t size = ::lgetxattr(path.c_str(), name, value, sizeof value);
    values[name] = std::string(value, size < 0 ? 0 : static_cast<std::size_t>(size));
  }
  std::string text;
  for (const auto& [name, value] : values) text += " " + name + "=" + value;
  return text;
}

std::string line_of(const std::string& path, bool with_times) {
  struct stat status {};
  ::lstat(path.c_str(), &status);
  std::string line = fmt::format("{:o} {}:{}", status.st_mode, status.st_uid, status.st_gid);
  if (!S_ISDIR(status.st_mode)) line += fmt::format(" links={}", status.st_nlink);
  if (with_times) line += fmt::format(" {}.{:09}", status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
  line += attributes_of(path);
  if (S_ISLNK(status.st_mode)) return line + " -> " + fs::read_symlink(path).string();
  if (!S_ISREG(status.st_mode)) return line;
  std::ifstream file(path, std::ios::binary);
  const std::string content((std::istreambuf_iterator<char>(file)), {});
  return fmt::format("{} size={} [{}]", line, status.st_size, content);
}

}  // namespace

void replay(const Trace& trace, std::uint64_t count, const std::string& root) {
  Replayer replayer(trace, root);
  for (std::uint64_t n = 0; n < count; ++n) replayer.apply(trace.events[n]);
}

TreePicture picture_of(const std::string& root, bool with_times) {
  TreePicture picture;
  picture["."] = line_of(root, with_times);
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    picture[entry.path().string().substr(root.size() + 1)] = line_of(entry.path(), with_times);
  }
  return picture;
}

std::string difference(const TreePicture& expected, const TreePicture& actual) {
  std::string text;
  const auto shorten = [](const std::string& line) { return line.substr(0, 300); };
  for (const auto& [path, line] : expected) {
    const auto found = actual.find(path);
    if (found == actual.end())
      text += fmt::format("{} is missing: {}\n", path, shorten(line));
    else if (found->second != line)
      text += fmt::format("{}:\n  expected {}\n  actual   {}\n", path, shorten(line),
                          shorten(found->second));
  }
  for (const auto& [path, line] : actual) {
    if (!expected.contains(path)) text += fmt::format("{} is extra: {}\n", path, shorten(line));
  }
  return text;
}

}  // namespace crashproof::testing
