// Replays recorded effects onto directories.
#include "harness/trial/mirror.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "harness/trial/tree.h"

namespace crashproof {
namespace {

timespec timespec_of(std::int64_t ns) {
  if (ns == 0) return {0, UTIME_OMIT};
  return {ns / 1'000'000'000, ns % 1'000'000'000};
}

std::string parent_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

bool exists(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

// Overlayfs takes a character device 0:0 in an upper layer for "removed".
void leave_whiteout(const std::string& path) {
  ::mknod(path.c_str(), S_IFCHR, 0);
}

bool is_whiteout(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == 0;
}

}  // namespace

Mirror::Mirror(std::string root, const Trace& trace, std::vector<MirroredPlace> places)
    : root_(std::move(root)), trace_(trace), places_(std::move(places)) {}

Mirror::~Mirror() {
  close_cached();
  for (const auto& [name, fd] : unnamed_files_) ::close(fd);
}

void Mirror::roll_to(const CrashPoint& point) {
  if (point < point_) throw std::logic_error("a mirror only rolls forward");
  if (point.after > trace_.events.size()) throw std::logic_error("a point beyond its trace");
  for (; point_.after < point.after; ++point_.after) {
    apply(trace_.events[point_.after]);
    point_.cut_bytes.reset();
  }
  if (point.cut_bytes) apply_cut(trace_.events.at(point.after), *point.cut_bytes);
  point_ = point;
}

void Mirror::apply(const Event& event) {
  if (!changes_files(event.kind)) return;
  errno = 0;
  switch (event.kind) {
    case EventKind::write:
    case EventKind::mapped_store:
      put_bytes(event, 0, event.length);
      break;
    case EventKind::truncate:
    case EventKind::allocate:
    case EventKind::chmod:
    case EventKind::chown:
    case EventKind::utimens:
    case EventKind::setxattr:
    case EventKind::removexattr:
      change_attributes(event);
      break;
    default:
      change_names(event);
  }
  restore_times(event);
  touch(event);
}

void Mirror::apply_cut(const Event& event, std::uint64_t bytes) {
  const std::uint64_t done = point_.cut_bytes.value_or(0);
  put_bytes(event, done, bytes);
  restore_times(event);
  touch(event);
}

namespace {

[[noreturn]] void fail(const Event& event) {
  throw std::system_error(errno, std::generic_category(),
                          fmt::format("cannot repeat event {} {}", event.index, describe(event)));
}

void check(const Event& event, long result) {
  if (result < 0) fail(event);
}

}  // namespace

std::string Mirror::locate(const std::string& path) {
  if (path.empty()) return root_;
  if (path.front() != '/') return root_ + "/" + path;
  for (const MirroredPlace& place : places_) {
    if (path.size() <= place.directory.size() || path[place.directory.size()] != '/' ||
        path.compare(0, place.directory.size(), place.directory) != 0) {
      continue;
    }
    const std::string inside = path.substr(place.directory.size());
    std::string mirrored = place.mirrored + inside;
    if (place.original.empty() || exists(mirrored)) return mirrored;
    // What the subject found there must be there before it can be changed; parents come first.
    std::string upper = place.mirrored;
    for (std::size_t at = 1; at < inside.size();) {
      const std::size_t next = std::min(inside.find('/', at), inside.size());
      upper = place.mirrored + inside.substr(0, next);
      const std::string original = place.original + inside.substr(0, next);
      struct stat status {};
      if (!exists(upper) && ::lstat(original.c_str(), &status) == 0) {
        if (S_ISDIR(status.st_mode)) {
          ::mkdir(upper.c_str(), 0700);
          copy_attributes(original, status, upper);
        } else {
          copy_file(original, upper);
        }
      }
      at = next + 1;
    }
    return mirrored;
  }
  return "";
}

void Mirror::close_cached() {
  if (cached_fd_ >= 0) ::close(cached_fd_);
  cached_fd_ = -1;
  cached_path_.clear();
}

int Mirror::open_for_change(const std::string& path) {
  if (const auto unnamed = unnamed_files_.find(path); unnamed != unnamed_files_.end()) {
    return unnamed->second;
  }
  if (cached_fd_ >= 0 && cached_path_ == path) return cached_fd_;
  close_cached();
  const std::string file = locate(path);
  int fd = ::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0 && errno == EACCES) {
    // A file may be written through a descriptor that is older than its permissions.
    struct stat status {};
    if (::lstat(file.c_str(), &status) == 0 && ::chmod(file.c_str(), 0600) == 0) {
      fd = ::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
      ::chmod(file.c_str(), status.st_mode & 07777U);
    }
  }
  if (fd >= 0) {
    cached_fd_ = fd;
    cached_path_ = path;
  }
  return fd;
}

void Mirror::put_bytes(const Event& event, std::uint64_t from, std::uint64_t to) {
  if (event.path.starts_with('/') && locate(event.path).empty()) return;
  const int fd = open_for_change(event.path);
  check(event, fd);
  std::string_view bytes = trace_.blobs->get(event.bytes);
  bytes = bytes.substr(from, to - from);
  std::uint64_t offset = event.offset + from;
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    check(event, count);
    bytes.remove_prefix(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

void Mirror::make_unnamed(const Event& event) {
  const int fd = ::open(locate(event.target).c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  check(event, fd);
  ::fchmod(fd, event.mode & 07777U);
  unnamed_files_[event.path] = fd;
}

void Mirror::create_file(const Event& event, const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  check(event, fd);
  ::fchmod(fd, event.mode & 07777U);
  cached_fd_ = fd;
  cached_path_ = event.path;
}

namespace {

bool has_second_path(EventKind kind) {
  return kind == EventKind::link || kind == EventKind::rename || kind == EventKind::exchange;
}

// Made with few permissions first, so that the umask does not matter.
int make_then_permit(int made, const std::string& path, const Event& event) {
  return made < 0 ? made : ::chmod(path.c_str(), event.mode & 07777U);
}

int repeat_on_names(const Event& event, const std::string& path, const std::string& target) {
  switch (event.kind) {
    case EventKind::mkdir:
      return make_then_permit(::mkdir(path.c_str(), 0700), path, event);
    case EventKind::mknod:
      return make_then_permit(::mknod(path.c_str(), event.mode, 0), path, event);
    case EventKind::symlink:
      return ::symlink(event.target.c_str(), path.c_str());
    case EventKind::link:
      return ::link(path.c_str(), target.c_str());
    case EventKind::rename:
      return ::rename(path.c_str(), target.c_str());
    case EventKind::exchange:
      return ::renameat2(AT_FDCWD, path.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE);
    case EventKind::unlink:
      return ::unlink(path.c_str());
    case EventKind::rmdir:
      return ::rmdir(path.c_str());
    default:
      throw std::logic_error("not a change of names: " + describe(event));
  }
}

}  // namespace

void Mirror::change_names(const Event& event) {
  close_cached();
  if (event.kind == EventKind::tmpfile) {
    make_unnamed(event);
    return;
  }
  const bool has_second = has_second_path(event.kind);
  const std::string target = has_second ? locate(event.target) : "";
  if (const auto unnamed = unnamed_files_.find(event.path); unnamed != unnamed_files_.end()) {
    const std::string source = fmt::format("/proc/self/fd/{}", unnamed->second);
    check(event, ::linkat(AT_FDCWD, source.c_str(), AT_FDCWD, target.c_str(), AT_SYMLINK_FOLLOW));
    return;
  }
  const std::string path = locate(event.path);
  if (path.empty() || (has_second && target.empty())) return;
  if (event.kind != EventKind::unlink && is_whiteout(path)) ::unlink(path.c_str());
  if (has_second && is_whiteout(target)) ::unlink(target.c_str());
  if (event.kind == EventKind::create) {
    create_file(event, path);
  } else {
    check(event, repeat_on_names(event, path, target));
  }
  if (event.kind == EventKind::unlink || event.kind == EventKind::rename) {
    hide_original(event.path, path);
  }
}

// What a place showed before must not show through where the run removed it.
void Mirror::hide_original(const std::string& event_path, const std::string& path) {
  if (!event_path.starts_with('/')) return;
  for (const MirroredPlace& place : places_) {
    if (place.original.empty() || !event_path.starts_with(place.directory + "/")) continue;
    if (exists(place.original + event_path.substr(place.directory.size()))) leave_whiteout(path);
  }
}

void Mirror::change_attributes(const Event& event) {
  if (event.path.starts_with('/') && locate(event.path).empty()) return;
  if (event.kind == EventKind::truncate || event.kind == EventKind::allocate) {
    const int fd = open_for_change(event.path);
    check(event, fd);
    check(event,
          event.kind == EventKind::truncate
              ? ::ftruncate(fd, static_cast<off_t>(event.length))
              : ::fallocate(fd, static_cast<int>(event.mode), static_cast<off_t>(event.offset),
                            static_cast<off_t>(event.length)));
    return;
  }
  const auto unnamed = unnamed_files_.find(event.path);
  const bool named = unnamed == unnamed_files_.end();
  const std::string path =
      named ? locate(event.path) : fmt::format("/proc/self/fd/{}", unnamed->second);
  const std::string_view value = trace_.blobs->get(event.bytes);
  switch (event.kind) {
    case EventKind::chmod:
      check(event, ::chmod(path.c_str(), event.mode & 07777U));
      break;
    case EventKind::chown:
      check(event, named ? ::lchown(path.c_str(), event.uid, event.gid)
                         : ::chown(path.c_str(), event.uid, event.gid));
      break;
    case EventKind::setxattr:
      check(event,
            named ? ::lsetxattr(path.c_str(), event.target.c_str(), value.data(), value.size(), 0)
                  : ::fsetxattr(unnamed->second, event.target.c_str(), value.data(), value.size(),
                                0));
      break;
    case EventKind::removexattr:
      check(event, named ? ::lremovexattr(path.c_str(), event.target.c_str())
                         : ::fremovexattr(unnamed->second, event.target.c_str()));
      break;
    default:
      break;  // utimens: the times are put back for every event
  }
}

void Mirror::restore_times(const Event& event) {
  const auto set = [&](const std::string& path, std::int64_t atime_ns, std::int64_t mtime_ns) {
    if (mtime_ns == 0 && atime_ns == 0) return;
    const std::array<timespec, 2> times{timespec_of(atime_ns), timespec_of(mtime_ns)};
    if (const auto unnamed = unnamed_files_.find(path); unnamed != unnamed_files_.end()) {
      ::futimens(unnamed->second, times.data());
    } else if (path == cached_path_ && cached_fd_ >= 0) {
      ::futimens(cached_fd_, times.data());
    } else if (const std::string file = locate(path); !file.empty()) {
      ::utimensat(AT_FDCWD, file.c_str(), times.data(), AT_SYMLINK_NOFOLLOW);
    }
  };
  const bool moved = event.kind == EventKind::rename || event.kind == EventKind::exchange ||
                     event.kind == EventKind::link;
  const bool gone = event.kind == EventKind::unlink || event.kind == EventKind::rmdir;
  if (!gone) set(moved ? event.target : event.path, event.atime_ns, event.mtime_ns);
  set(parent_of(event.path), 0, event.directory_mtime_ns);
  if (moved) set(parent_of(event.target), 0, event.target_directory_mtime_ns);
}

void Mirror::touch(const Event& event) {
  const bool renamed = event.kind == EventKind::rename || event.kind == EventKind::exchange;
  const bool moved = renamed || event.kind == EventKind::link;
  for (const std::string* path : {&event.path, moved ? &event.target : nullptr}) {
    if (path == nullptr || path->starts_with('#')) continue;
    if (path->starts_with('/')) {
      places_touched_ = true;
      continue;
    }
    touched_.insert(*path);
    // A directory's own times change with its entries.
    if (event.directory_mtime_ns != 0 || event.target_directory_mtime_ns != 0) {
      touched_.insert(parent_of(*path));
    }
  }
  if (renamed) touch_below(event.path, event.target);
}

void Mirror::touch_below(const std::string& from, const std::string& to) {
  for (const std::string& moved_to : {from, to}) {
    struct stat status {};
    const std::string directory = locate(moved_to);
    if (directory.empty() || ::lstat(directory.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
      continue;
    }
    for (const std::string& inner : list_tree(directory)) {
      if (!from.starts_with('/')) touched_.insert(from + "/" + inner);
      if (!to.starts_with('/')) touched_.insert(to + "/" + inner);
    }
  }
}

std::set<std::string> Mirror::take_touched() {
  return std::exchange(touched_, {});
}

bool Mirror::take_places_touched() {
  return std::exchange(places_touched_, false);
}

}  // namespace crashproof
