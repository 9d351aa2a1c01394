// Changes to paths as system calls; the initial tree as stat and pread.
#include "harness/trial/power_loss.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

#include "harness/trial/file_error.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

bool lies_below(std::string_view path, std::string_view directory) {
  return path.size() > directory.size() && path.starts_with(directory) &&
         path[directory.size()] == '/';
}

std::string parent_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

std::int64_t ns_of(const timespec& time) {
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

class Changer {
 public:
  Changer(const std::string& workspace, const std::vector<std::string>& places)
      : workspace_(workspace), places_(places) {}

  void apply(const PathChange& change) {
    const std::string path = locate(change.path);
    if (path.empty()) return;
    make_parents(parent_of(path));
    switch (change.to) {
      case PathChange::To::absent:
        remove_tree(path);
        break;
      case PathChange::To::directory:
        put_directory(path, change);
        break;
      case PathChange::To::symlink:
        remove_tree(path);
        if (::symlink(change.content.c_str(), path.c_str()) != 0) throw_file_error("link", path);
        break;
      case PathChange::To::file:
        write_file(path, change);
        break;
    }
  }

  // Our own work must not show in them.
  void put_directory_times_back() const {
    for (const auto& [path, time] : directory_times_) {
      const std::array<timespec, 2> times{timespec{0, UTIME_OMIT}, time};
      ::utimensat(AT_FDCWD, path.c_str(), times.data(), AT_SYMLINK_NOFOLLOW);
    }
  }

 private:
  std::string locate(const std::string& path) const {
    if (path.empty()) return "";
    if (path.front() != '/') return workspace_ + "/" + path;
    for (const std::string& place : places_) {
      if (lies_below(path, place)) return path;
    }
    return "";
  }

  void make_parents(const std::string& directory) {
    if (directory_times_.contains(directory)) return;
    struct stat status {};
    if (::lstat(directory.c_str(), &status) != 0) {
      make_parents(parent_of(directory));
      make_directory(directory);
    } else {
      directory_times_.emplace(directory, status.st_mtim);
    }
  }

  static void put_directory(const std::string& path, const PathChange& change) {
    struct stat status {};
    const bool there = ::lstat(path.c_str(), &status) == 0;
    if (there && !S_ISDIR(status.st_mode)) remove_tree(path);
    if (!there || !S_ISDIR(status.st_mode)) make_directory(path);
    if (change.mode != 0 && ::chmod(path.c_str(), change.mode) != 0) {
      throw_file_error("set the permissions of", path);
    }
  }

  static int open_to_write(const std::string& path, bool there) {
    const int how = there ? O_TRUNC : O_CREAT | O_EXCL;
    int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW | how, 0644);
    if (fd < 0 && errno == EACCES && there && ::chmod(path.c_str(), 0600) == 0) {
      fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW | how);
    }
    return fd;
  }

  static void write_file(const std::string& path, const PathChange& change) {
    struct stat status {};
    bool there = ::lstat(path.c_str(), &status) == 0;
    if (there && !S_ISREG(status.st_mode)) {
      remove_tree(path);
      there = false;
    }
    const Descriptor file(open_to_write(path, there));
    if (file.get() < 0) throw_file_error("write", path);
    std::string_view bytes = change.content;
    while (!bytes.empty()) {
      const ssize_t count = ::write(file.get(), bytes.data(), bytes.size());
      if (count < 0) throw_file_error("write", path);
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    const mode_t before = there ? status.st_mode & 07777U : 0644U;
    if (::fchmod(file.get(), change.mode != 0 ? change.mode : before) != 0) {
      throw_file_error("set the permissions of", path);
    }
    if (change.mtime_ns == 0) return;
    const std::array<timespec, 2> times{
        timespec{0, UTIME_OMIT},
        timespec{change.mtime_ns / 1'000'000'000, change.mtime_ns % 1'000'000'000}};
    ::futimens(file.get(), times.data());
  }

  const std::string& workspace_;
  const std::vector<std::string>& places_;
  std::map<std::string, timespec> directory_times_;
};

// Reads files of one snapshot.
class Snapshot {
 public:
  Snapshot(std::string root, std::vector<std::string> places, bool places_show_through)
      : root_(std::move(root)),
        places_(std::move(places)),
        places_show_through_(places_show_through) {}

  bool counts(std::string_view path) const {
    for (const std::string& place : places_) {
      if (path == place || lies_below(path, place)) return true;
    }
    return false;
  }

  std::optional<InitialEntry> entry(const std::string& path) {
    struct stat status {};
    const std::string file = locate(path);
    if (file.empty() || ::lstat(file.c_str(), &status) != 0) return std::nullopt;
    InitialEntry entry;
    entry.type = S_ISREG(status.st_mode)   ? FileType::regular
                 : S_ISDIR(status.st_mode) ? FileType::directory
                 : S_ISLNK(status.st_mode) ? FileType::symlink
                                           : FileType::other;
    entry.mode = status.st_mode & 07777U;
    entry.size = entry.type == FileType::regular ? static_cast<std::uint64_t>(status.st_size) : 0;
    if (entry.type == FileType::regular && status.st_nlink > 1 && !path.starts_with('/')) {
      entry.names = names_of(status.st_ino);
    }
    entry.mtime_ns = ns_of(status.st_mtim);
    if (entry.type == FileType::symlink) {
      std::array<char, 4096> text{};
      const ssize_t length = ::readlink(file.c_str(), text.data(), text.size());
      if (length > 0) entry.target.assign(text.data(), static_cast<std::size_t>(length));
    }
    return entry;
  }

  std::string read(const std::string& path, std::uint64_t offset, std::uint64_t length) {
    const std::string file = locate(path);
    if (!open_ || open_path_ != file) {
      open_.emplace(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
      open_path_ = file;
    }
    std::string bytes(length, '\0');
    std::uint64_t done = 0;
    while (done < length) {
      const ssize_t count = ::pread(open_->get(), bytes.data() + done, length - done,
                                    static_cast<off_t>(offset + done));
      if (count <= 0) break;
      done += static_cast<std::uint64_t>(count);
    }
    bytes.resize(done);
    return bytes;
  }

  std::vector<std::string> names(const std::string& path) const {
    std::vector<std::string> names;
    const std::string directory = locate(path);
    DIR* stream = directory.empty() ? nullptr : ::opendir(directory.c_str());
    if (stream == nullptr) return names;
    while (const dirent* entry = ::readdir(stream)) {
      std::string name = entry->d_name;
      if (name != "." && name != "..") names.push_back(std::move(name));
    }
    ::closedir(stream);
    return names;
  }

 private:
  // The workspace's names of a file that has several; found for all of them at once.
  std::vector<std::string> names_of(ino_t inode) {
    if (!links_) {
      links_.emplace();
      for (const std::string& path : list_tree(root_)) {
        struct stat status {};
        if (::lstat(locate(path).c_str(), &status) != 0) continue;
        if (S_ISREG(status.st_mode) && status.st_nlink > 1)
          (*links_)[status.st_ino].push_back(path);
      }
    }
    const std::vector<std::string>& names = (*links_)[inode];
    return names.size() > 1 ? names : std::vector<std::string>{};
  }

  // "" for what cannot have been seen.
  std::string locate(const std::string& path) const {
    if (path.empty()) return root_;
    if (!path.starts_with('/')) return root_ + "/" + path;
    return places_show_through_ ? path : "";
  }

  std::string root_;
  std::vector<std::string> places_;
  bool places_show_through_;
  std::string open_path_;
  std::optional<Descriptor> open_;
  std::optional<std::map<ino_t, std::vector<std::string>>> links_;
};

}  // namespace

void apply_changes(const std::vector<PathChange>& changes, const std::string& workspace,
                   const std::vector<std::string>& private_places) {
  Changer changer(workspace, private_places);
  for (const PathChange& change : changes) changer.apply(change);
  changer.put_directory_times_back();
}

InitialTree initial_tree_of(const std::string& snapshot,
                            const std::vector<std::string>& private_places,
                            bool places_show_through) {
  const auto tree = std::make_shared<Snapshot>(snapshot, private_places, places_show_through);
  return {[tree](const std::string& path) { return tree->entry(path); },
          [tree](const std::string& path, std::uint64_t offset, std::uint64_t length) {
            return tree->read(path, offset, length);
          },
          [tree](const std::string& path) { return tree->names(path); },
          [tree](std::string_view path) { return tree->counts(path); }};
}

}  // namespace crashproof
