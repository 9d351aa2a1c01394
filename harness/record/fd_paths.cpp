// Finds files through /proc/PID/fd and /proc/PID/cwd: the kernel resolves, nothing is guessed.
#include "harness/record/fd_paths.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "harness/record/file_descriptor.h"

namespace crashproof {
namespace {

constexpr std::string_view kDeleted = " (deleted)";
constexpr int kMostLinks = 40;  // as the kernel

bool lies_below(std::string_view path, std::string_view directory) {
  if (!path.starts_with(directory)) return false;
  return path.size() == directory.size() || path[directory.size()] == '/' ||
         directory.ends_with('/');
}

std::string read_link(int directory_fd, const char* path) {
  char text[PATH_MAX];
  const ssize_t length = ::readlinkat(directory_fd, path, text, sizeof text);
  return length <= 0 ? std::string() : std::string(text, static_cast<std::size_t>(length));
}

std::string path_of_own_fd(int fd) {
  char link[40];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  return read_link(AT_FDCWD, link);
}

bool is_canonical(const std::string& directory) {
  FileDescriptor opened(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  return opened && path_of_own_fd(opened.get()) == directory;
}

// Prefixes that mean another file for the tracee than for us.
std::string as_seen_by(pid_t tid, pid_t process, std::string_view path) {
  static constexpr std::pair<std::string_view, std::string_view> kOwn[] = {
      {"/dev/fd", "/fd"},       {"/dev/stdin", "/fd/0"}, {"/dev/stdout", "/fd/1"},
      {"/dev/stderr", "/fd/2"}, {"/proc/self", ""},
  };
  const std::string self = "/proc/" + std::to_string(process);
  for (const auto& [prefix, replacement] : kOwn) {
    if (lies_below(path, prefix)) {
      return self + std::string(replacement) + std::string(path.substr(prefix.size()));
    }
  }
  constexpr std::string_view kThread = "/proc/thread-self";
  if (lies_below(path, kThread)) {
    return self + "/task/" + std::to_string(tid) + std::string(path.substr(kThread.size()));
  }
  return std::string(path);
}

// A text that the kernel resolves from our side as it would resolve `path` from the tracee's.
std::string absolute_for_us(pid_t tid, pid_t process, int directory_fd, std::string_view path) {
  if (path.starts_with('/')) return as_seen_by(tid, process, path);
  std::string base = "/proc/" + std::to_string(tid);
  base += directory_fd == AT_FDCWD ? "/cwd" : "/fd/" + std::to_string(directory_fd);
  return path.empty() ? base : base + "/" + std::string(path);
}

// The descriptor that /proc/PID/fd/N or /proc/PID/task/TID/fd/N stands for, with its owner.
std::optional<std::pair<pid_t, int>> descriptor_named(const std::string& directory,
                                                      const std::string& name) {
  if (!directory.starts_with("/proc/") || !directory.ends_with("/fd")) return std::nullopt;
  return std::pair<pid_t, int>(std::atoi(directory.c_str() + strlen("/proc/")),
                               std::atoi(name.c_str()));
}

}  // namespace

std::string directory_of(const std::string& absolute) {
  const std::size_t slash = absolute.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : absolute.substr(0, slash);
}

FdPaths::FdPaths(std::string workspace, std::vector<std::string> restored)
    : workspace_(std::move(workspace)), restored_(std::move(restored)) {}

bool FdPaths::is_ours(std::string_view absolute) const {
  return lies_below(absolute, workspace_) ||
         std::any_of(restored_.begin(), restored_.end(),
                     [&](const std::string& place) { return lies_below(absolute, place); });
}

void FdPaths::name_spot(FileSpot& spot, std::string absolute) const {
  spot.absolute = std::move(absolute);
  if (lies_below(spot.absolute, workspace_)) {
    const std::size_t start = std::min(spot.absolute.size(), workspace_.size() + 1);
    spot.event_path = spot.absolute.substr(start);
    spot.place = Place::workspace;
    return;
  }
  spot.event_path = spot.absolute;
  if (is_ours(spot.absolute)) {
    spot.place = Place::restored;
    return;
  }
  const bool shared_memory = lies_below(spot.absolute, "/dev/shm");
  const bool ignored = lies_below(spot.absolute, "/dev") || lies_below(spot.absolute, "/proc") ||
                       lies_below(spot.absolute, "/sys");
  spot.place = ignored && !shared_memory ? Place::ignored : Place::elsewhere;
}

FileSpot FdPaths::of_absolute(std::string absolute) {
  FileSpot spot;
  spot.exists = ::lstat(absolute.c_str(), &spot.status) == 0;
  name_spot(spot, std::move(absolute));
  return spot;
}

FileSpot FdPaths::of_fd(pid_t tid, int fd) {
  char link[48];
  std::snprintf(link, sizeof link, "/proc/%d/fd/%d", tid, fd);
  struct stat status {};
  if (::stat(link, &status) != 0) return FileSpot();
  return from_link(link, status);
}

FileSpot FdPaths::of_own_fd(int fd) {
  char link[40];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  struct stat status {};
  if (::fstat(fd, &status) != 0) return FileSpot();
  return from_link(link, status);
}

FileSpot FdPaths::from_link(const char* link_path, const struct stat& status) {
  FileSpot spot;
  spot.status = status;
  spot.exists = true;
  if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) return spot;
  // Only a file with one name has just one path behind all its descriptors.
  const bool one_name = S_ISDIR(status.st_mode) || status.st_nlink == 1;
  Remembered* known = nullptr;
  if (one_name) {
    known = &remembered_[identity_of(status)];
    if (known->generation == generation_) {
      spot.absolute = known->absolute;
      spot.event_path = known->event_path;
      spot.place = known->place;
      return spot;
    }
  }
  std::string path = read_link(AT_FDCWD, link_path);
  if (status.st_nlink == 0) {
    if (unnamed_.contains(identity_of(status))) {
      name_spot(spot, directory_of(path));  // for its place only
      spot.event_path = "#" + std::to_string(status.st_ino);
    } else {
      spot.place = Place::ignored;
    }
    spot.absolute.clear();
    return spot;
  }
  name_by_link(spot, std::move(path));
  if (known != nullptr && !spot.absolute.empty()) {
    *known = {generation_, spot.absolute, spot.event_path, spot.place};
  }
  return spot;
}

// `path` is what the kernel says of a file that has a name, be it this one or another.
void FdPaths::name_by_link(FileSpot& spot, std::string path) {
  if (path.ends_with(kDeleted) && !names_file(path, spot.status)) {
    // Its own name is gone, and the kernel does not tell the others.
    std::string other = other_name(spot.status);
    if (other.empty()) {
      // It has one where nobody looked, so no replay can put it back.
      spot.absolute = spot.event_path = std::move(path);
      spot.place = Place::elsewhere;
      return;
    }
    path = std::move(other);
  }
  if (path.empty() || path.front() != '/') {
    spot.place = Place::ignored;
    return;
  }
  name_spot(spot, std::move(path));
}

FileSpot FdPaths::of_path(pid_t tid, pid_t process, int directory_fd, std::string_view path,
                          bool follows) {
  FileSpot spot;
  if (path.empty()) return spot;
  std::string text = absolute_for_us(tid, process, directory_fd, path);
  for (int links = 0; links < kMostLinks; ++links) {
    while (text.size() > 1 && text.back() == '/') text.pop_back();
    const std::size_t slash = text.rfind('/');
    std::string name = text.substr(slash + 1);
    const bool whole = name.empty() || name == "." || name == "..";
    const std::string parent = whole ? text : text.substr(0, slash + 1);
    FileDescriptor directory(::open(parent.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!directory) return spot;
    std::string canonical = path_of_own_fd(directory.get());
    if (whole) return of_absolute(std::move(canonical));
    spot.exists = ::fstatat(directory.get(), name.c_str(), &spot.status, AT_SYMLINK_NOFOLLOW) == 0;
    if (canonical == "/") canonical.clear();
    if (!follows || !spot.exists || !S_ISLNK(spot.status.st_mode)) {
      name_spot(spot, canonical + "/" + name);
      return spot;
    }
    if (const auto descriptor = descriptor_named(canonical, name)) {
      return of_fd(descriptor->first, descriptor->second);
    }
    const std::string link = read_link(directory.get(), name.c_str());
    if (link.empty()) return FileSpot();
    text = link.front() == '/' ? as_seen_by(tid, process, link) : canonical + "/" + link;
  }
  return FileSpot();
}

void FdPaths::unnamed_made(const struct stat& status) {
  unnamed_[identity_of(status)] = true;
}

void FdPaths::created(const struct stat& status) {
  const FileIdentity identity = identity_of(status);
  unnamed_.erase(identity);
  links_.erase(identity);
  remembered_.erase(identity);
}

void FdPaths::linked(const struct stat& status, const std::string& absolute) {
  // The kernel gives a file its first name once only, so when its last one is gone, nothing brings
  // it back.
  unnamed_.erase(identity_of(status));
  links_[identity_of(status)].push_back(absolute);
  names_changed();
}

bool FdPaths::names_file(const std::string& absolute, const struct stat& status) const {
  struct stat found {};
  return ::lstat(absolute.c_str(), &found) == 0 && identity_of(found) == identity_of(status);
}

std::string FdPaths::other_name(const struct stat& status) {
  std::vector<std::string>& names = links_[identity_of(status)];
  for (const std::string& name : names) {
    // Its directory may be a symlink by now: a detour to the file, and no name of it.
    if (names_file(name, status) && is_canonical(directory_of(name))) return name;
  }
  std::string found = search(workspace_, status);
  for (auto place = restored_.begin(); found.empty() && place != restored_.end(); ++place) {
    found = search(*place, status);
  }
  if (!found.empty()) names.push_back(found);
  return found;
}

// Asks for each file's own number: in an overlay of two file systems directories list others.
std::string FdPaths::search(const std::string& directory, const struct stat& status) const {
  std::string found;
  DIR* stream = ::opendir(directory.c_str());
  if (stream == nullptr) return found;
  while (const dirent* entry = ::readdir(stream)) {
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    std::string path = directory + "/" + name;
    if (entry->d_type == DT_DIR)
      found = search(path, status);
    else if (names_file(path, status))
      found = std::move(path);
    if (!found.empty()) break;
  }
  ::closedir(stream);
  return found;
}

}  // namespace crashproof
