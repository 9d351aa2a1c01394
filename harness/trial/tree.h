// Trees of files: listing, copying with everything that a resume can observe, removing.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/state.h"

namespace crashproof {

// Whether a path relative to the tree's root is left out, with all below it.
using Exclude = std::function<bool(const std::string& path)>;

// Every path below root in a fixed order (parents before children, names by bytes), relative to
// it. Does not follow symbolic links. Throws std::system_error if a directory cannot be read.
std::vector<std::string> list_tree(const std::string& root, const Exclude& exclude = {});

// What copy_tree cannot carry over: sockets, and files of others that we may not read.
struct SkippedFile {
  std::string path;
  std::string why;
};

// Copies the tree below `from` into the existing directory `to`: contents, permissions, owners
// (as far as we may), symbolic and hard links, FIFOs, extended attributes and times to the ns.
// The order of creation is list_tree's, so that two copies onto fresh tmpfs mounts get the same
// inode numbers. Throws std::system_error naming the path, except for sockets, which are returned.
std::vector<SkippedFile> copy_tree(const std::string& from, const std::string& to,
                                   const Exclude& exclude = {});

// Copies one file that is not a directory over whatever is at `to` (a directory there is an
// error). Same fidelity as copy_tree, but for hard links.
void copy_file(const std::string& from, const std::string& to);

// Makes permissions, owner, extended attributes and times of `to` those of `from`.
void copy_attributes(const std::string& from, const struct stat& status, const std::string& to);

// Whether a program that reads both finds the same: kind, permissions, owner, modification time,
// extended attributes and content. Names below directories, links and inode numbers are not
// compared, and two paths with nothing there are not equal. Throws std::system_error if a file
// cannot be read.
bool look_equal(const std::string& a, const std::string& b);

// Makes the directory, as far as the umask lets. Throws std::system_error, also if something is
// there.
void make_directory(const std::string& path, mode_t mode = 0755);

// Removes path and all below it; missing is fine. Directories without permissions are opened up.
void remove_tree(const std::string& path);

// The entry at root/path: nullopt if nothing is there. Regular files are hashed unless
// `only_if_size` is given and differs, in which case content is left "".
std::optional<FileEntry> read_entry(const std::string& root, const std::string& path,
                                    std::optional<std::uint64_t> only_if_size = std::nullopt);

// Every entry below root, hashed.
FileTree read_tree(const std::string& root, const Exclude& exclude = {});

}  // namespace crashproof
