// Trees of files by plain system calls, since times, links and attributes must survive exactly.
#include "harness/trial/tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/sendfile.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <utility>

#include "harness/trial/file_error.h"

namespace crashproof {
namespace {

// Reading must not show in the file's access time, which jobs can see (zip stores it) and users,
// too.
int open_to_read(const std::string& path) {
  constexpr int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW;
  const int fd = ::open(path.c_str(), flags | O_NOATIME);
  // Only the owner may ask for that.
  return fd < 0 && errno == EPERM ? ::open(path.c_str(), flags) : fd;
}

struct Closer {
  int fd;
  explicit Closer(int descriptor) : fd(descriptor) {}
  Closer(const Closer&) = delete;
  Closer& operator=(const Closer&) = delete;
  ~Closer() {
    if (fd >= 0) ::close(fd);
  }
};

std::string joined(const std::string& root, const std::string& path) {
  return path.empty() ? root : root + "/" + path;
}

std::vector<std::string> names_in(const std::string& directory) {
  std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(directory.c_str()), ::closedir);
  if (!stream) throw_file_error("read the directory", directory);
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

void list_below(const std::string& root, const std::string& prefix, const Exclude& exclude,
                std::vector<std::string>& paths) {
  for (const std::string& name : names_in(joined(root, prefix))) {
    const std::string path = prefix.empty() ? name : prefix + "/" + name;
    if (exclude && exclude(path)) continue;
    struct stat status {};
    if (::lstat(joined(root, path).c_str(), &status) != 0) {
      if (errno == ENOENT) continue;
      throw_file_error("read", joined(root, path));
    }
    paths.push_back(path);
    if (S_ISDIR(status.st_mode)) list_below(root, path, exclude, paths);
  }
}

std::vector<std::string> xattr_names(const std::string& path) {
  std::array<char, 4096> names{};
  const ssize_t size = ::llistxattr(path.c_str(), names.data(), names.size());
  std::vector<std::string> found;
  for (ssize_t at = 0; at < size; at += static_cast<ssize_t>(found.back().size()) + 1) {
    found.emplace_back(names.data() + at);
  }
  return found;
}

std::map<std::string, std::string> xattrs_of(const std::string& path) {
  std::map<std::string, std::string> values;
  std::string value(65536, '\0');
  for (const std::string& name : xattr_names(path)) {
    const ssize_t length = ::lgetxattr(path.c_str(), name.c_str(), value.data(), value.size());
    if (length >= 0) values[name] = value.substr(0, static_cast<std::size_t>(length));
  }
  return values;
}

// A file system that has no such attributes (system.*, user.* on old tmpfs) is not an error.
void copy_xattrs(const std::string& from, const std::string& to) {
  const std::vector<std::string> wanted = xattr_names(from);
  for (const std::string& name : xattr_names(to)) {
    if (std::find(wanted.begin(), wanted.end(), name) == wanted.end()) {
      ::lremovexattr(to.c_str(), name.c_str());
    }
  }
  for (const std::string& name : wanted) {
    std::array<char, 65536> value{};
    const ssize_t length = ::lgetxattr(from.c_str(), name.c_str(), value.data(), value.size());
    if (length < 0) continue;
    ::lsetxattr(to.c_str(), name.c_str(), value.data(), static_cast<std::size_t>(length), 0);
  }
}

void copy_bytes(const std::string& from, const std::string& to, std::uint64_t size) {
  const Closer in(open_to_read(from));
  if (in.fd < 0) throw_file_error("read", from);
  const Closer out(::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (out.fd < 0) throw_file_error("write", to);
  std::uint64_t left = size;
  while (left > 0) {
    const ssize_t copied =
        ::sendfile(out.fd, in.fd, nullptr, std::min<std::uint64_t>(left, 1 << 30));
    if (copied < 0) throw_file_error("copy", from);
    if (copied == 0) return;
    left -= static_cast<std::uint64_t>(copied);
  }
}

std::string link_text(const std::string& path) {
  std::array<char, 4097> text{};
  const ssize_t length = ::readlink(path.c_str(), text.data(), text.size());
  if (length < 0) throw_file_error("read the link", path);
  return {text.data(), static_cast<std::size_t>(length)};
}

void copy_one(const std::string& from, const struct stat& status, const std::string& to) {
  if (S_ISREG(status.st_mode)) {
    copy_bytes(from, to, static_cast<std::uint64_t>(status.st_size));
  } else if (S_ISLNK(status.st_mode)) {
    if (::symlink(link_text(from).c_str(), to.c_str()) != 0) throw_file_error("link", to);
  } else if (::mknod(to.c_str(), status.st_mode, status.st_rdev) != 0) {
    throw_file_error("make the special file", to);
  }
  copy_attributes(from, status, to);
}

std::string hash_of(const std::string& path) {
  const Closer in(open_to_read(path));
  if (in.fd < 0) throw_file_error("read", path);
  const std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state(XXH3_createState(),
                                                                              XXH3_freeState);
  XXH3_128bits_reset(state.get());
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t count = ::read(in.fd, buffer.data(), buffer.size());
    if (count < 0) throw_file_error("read", path);
    if (count == 0) break;
    XXH3_128bits_update(state.get(), buffer.data(), static_cast<std::size_t>(count));
  }
  const XXH128_hash_t digest = XXH3_128bits_digest(state.get());
  return fmt::format("{:016x}{:016x}", digest.high64, digest.low64);
}

std::int64_t ns_of(const timespec& time) {
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

bool same_status(const struct stat& a, const struct stat& b) {
  return a.st_mode == b.st_mode && a.st_uid == b.st_uid && a.st_gid == b.st_gid &&
         a.st_rdev == b.st_rdev && ns_of(a.st_mtim) == ns_of(b.st_mtim) &&
         (S_ISDIR(a.st_mode) || a.st_size == b.st_size);
}

FileType type_of(mode_t mode) {
  if (S_ISREG(mode)) return FileType::regular;
  if (S_ISDIR(mode)) return FileType::directory;
  if (S_ISLNK(mode)) return FileType::symlink;
  return FileType::other;
}

}  // namespace

std::vector<std::string> list_tree(const std::string& root, const Exclude& exclude) {
  std::vector<std::string> paths;
  list_below(root, "", exclude, paths);
  return paths;
}

void copy_attributes(const std::string& from, const struct stat& status, const std::string& to) {
  // Only root may give files away; for others the copy is theirs, as every new file would be.
  const bool owner_kept = ::lchown(to.c_str(), status.st_uid, status.st_gid) == 0;
  if (!S_ISLNK(status.st_mode)) {
    const mode_t mode = status.st_mode & (owner_kept ? 07777U : 01777U);
    if (::chmod(to.c_str(), mode) != 0) throw_file_error("set the permissions of", to);
  }
  copy_xattrs(from, to);
  const std::array<timespec, 2> times{status.st_atim, status.st_mtim};
  if (::utimensat(AT_FDCWD, to.c_str(), times.data(), AT_SYMLINK_NOFOLLOW) != 0) {
    throw_file_error("set the times of", to);
  }
}

std::vector<SkippedFile> copy_tree(const std::string& from, const std::string& to,
                                   const Exclude& exclude) {
  std::vector<SkippedFile> skipped;
  std::map<std::pair<dev_t, ino_t>, std::string> first_names;  // of files with several names
  std::vector<std::pair<std::string, struct stat>> directories;
  struct stat root_status {};
  if (::lstat(from.c_str(), &root_status) != 0) throw_file_error("read", from);
  directories.emplace_back("", root_status);
  for (const std::string& path : list_tree(from, exclude)) {
    const std::string source = joined(from, path);
    const std::string target = joined(to, path);
    struct stat status {};
    if (::lstat(source.c_str(), &status) != 0) throw_file_error("read", source);
    if (S_ISDIR(status.st_mode)) {
      make_directory(target, 0700);
      directories.emplace_back(path, status);
    } else if (S_ISSOCK(status.st_mode)) {
      skipped.push_back({path, "a socket belongs to its process"});
    } else if (const auto known = first_names.find({status.st_dev, status.st_ino});
               known != first_names.end()) {
      if (::link(joined(to, known->second).c_str(), target.c_str()) != 0) {
        throw_file_error("link", target);
      }
    } else {
      copy_one(source, status, target);
      if (status.st_nlink > 1) first_names.emplace(std::pair(status.st_dev, status.st_ino), path);
    }
  }
  // Directories last and children first, since filling a directory changes its times.
  for (auto at = directories.rbegin(); at != directories.rend(); ++at) {
    copy_attributes(joined(from, at->first), at->second, joined(to, at->first));
  }
  return skipped;
}

void copy_file(const std::string& from, const std::string& to) {
  struct stat status {};
  if (::lstat(from.c_str(), &status) != 0) throw_file_error("read", from);
  if (::unlink(to.c_str()) != 0 && errno != ENOENT) throw_file_error("replace", to);
  copy_one(from, status, to);
}

bool look_equal(const std::string& a, const std::string& b) {
  struct stat first {};
  struct stat second {};
  if (::lstat(a.c_str(), &first) != 0 || ::lstat(b.c_str(), &second) != 0) return false;
  if (!same_status(first, second) || xattrs_of(a) != xattrs_of(b)) return false;
  if (S_ISLNK(first.st_mode)) return link_text(a) == link_text(b);
  return !S_ISREG(first.st_mode) || hash_of(a) == hash_of(b);
}

void make_directory(const std::string& path, mode_t mode) {
  if (::mkdir(path.c_str(), mode) != 0) throw_file_error("make the directory", path);
}

void remove_tree(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return;
  if (!S_ISDIR(status.st_mode)) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) throw_file_error("remove", path);
    return;
  }
  if ((status.st_mode & 0700U) != 0700U) ::chmod(path.c_str(), 0700);
  for (const std::string& name : names_in(path)) remove_tree(path + "/" + name);
  if (::rmdir(path.c_str()) != 0 && errno != ENOENT) throw_file_error("remove", path);
}

std::optional<FileEntry> read_entry(const std::string& root, const std::string& path,
                                    std::optional<std::uint64_t> only_if_size) {
  const std::string full = joined(root, path);
  struct stat status {};
  if (::lstat(full.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    throw_file_error("read", full);
  }
  FileEntry entry{type_of(status.st_mode), status.st_mode & 07777U, 0, ""};
  if (entry.type == FileType::symlink) entry.content = link_text(full);
  if (entry.type == FileType::regular) {
    entry.size = static_cast<std::uint64_t>(status.st_size);
    if (!only_if_size || *only_if_size == entry.size) entry.content = hash_of(full);
  }
  return entry;
}

FileTree read_tree(const std::string& root, const Exclude& exclude) {
  FileTree tree;
  for (const std::string& path : list_tree(root, exclude)) {
    if (auto entry = read_entry(root, path)) tree.emplace(path, std::move(*entry));
  }
  return tree;
}

}  // namespace crashproof
