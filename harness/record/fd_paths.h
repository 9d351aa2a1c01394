// From what a system call names (a path, a descriptor) to the file that it means.
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crashproof {

enum class Place : std::uint8_t {
  none,  // no file of a directory tree: a pipe, a socket, memory
  workspace,
  restored,  // a replay can put it back as well
  elsewhere,
  ignored,  // devices, /proc, /sys, files without a name
};

// A place in the tree of files and what is there.
struct FileSpot {
  std::string absolute;    // canonical; "" where it has no name
  std::string event_path;  // as Events name it
  Place place = Place::none;
  bool exists = false;
  struct stat status {};  // of the file itself, if it exists

  bool is_regular() const { return exists && S_ISREG(status.st_mode); }
  bool is_directory() const { return exists && S_ISDIR(status.st_mode); }
  // True if Events are recorded for it.
  bool counts() const { return place != Place::none && place != Place::ignored; }
  // True if a replay can put its contents back.
  bool keeps_bytes() const { return place == Place::workspace || place == Place::restored; }
};

// Identifies a file whatever its names.
using FileIdentity = std::pair<dev_t, ino_t>;

inline FileIdentity identity_of(const struct stat& status) {
  return {status.st_dev, status.st_ino};
}

class FdPaths {
 public:
  FdPaths(std::string workspace, std::vector<std::string> restored);

  // The file behind a descriptor of this thread. exists is false for a closed descriptor.
  FileSpot of_fd(pid_t tid, int fd);
  // The file behind a descriptor of our own.
  FileSpot of_own_fd(int fd);
  // What a path given by this thread means, relative to `directory_fd` (AT_FDCWD: its working
  // directory). `process` is its process, for /proc/self. follows: also a link in the last part.
  FileSpot of_path(pid_t tid, pid_t process, int directory_fd, std::string_view path, bool follows);
  // The spot of a canonical absolute path.
  FileSpot of_absolute(std::string absolute);
  // True if the path lies below the workspace or a restored directory.
  bool is_ours(std::string_view absolute) const;

  // To be told of every change of names, since paths behind descriptors are remembered.
  void names_changed() { ++generation_; }
  // A file made with O_TMPFILE: it has no name, yet one may come.
  void unnamed_made(const struct stat& status);
  // A file that just came to be: what was known of another with the same number is void.
  void created(const struct stat& status);
  // A further name of a file, which its descriptors do not know of.
  void linked(const struct stat& status, const std::string& absolute);

 private:
  struct Remembered {
    std::uint64_t generation = 0;
    std::string absolute;
    std::string event_path;
    Place place = Place::none;
  };

  FileSpot from_link(const char* link_path, const struct stat& status);
  void name_spot(FileSpot& spot, std::string absolute) const;
  void name_by_link(FileSpot& spot, std::string path);
  std::string other_name(const struct stat& status);
  bool names_file(const std::string& absolute, const struct stat& status) const;
  std::string search(const std::string& directory, const struct stat& status) const;

  std::string workspace_;
  std::vector<std::string> restored_;
  std::uint64_t generation_ = 1;
  std::map<FileIdentity, Remembered> remembered_;
  std::map<FileIdentity, std::vector<std::string>> links_;
  std::map<FileIdentity, bool> unnamed_;
};

// The directory that holds a path; "/" for what lies in the root.
std::string directory_of(const std::string& absolute);

}  // namespace crashproof
