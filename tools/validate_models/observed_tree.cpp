// Reads a tree by names and bytes alone.
#include "tools/validate_models/observed_tree.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace crashproof {
namespace {

std::string content_of(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), path);
  std::string content;
  char piece[65536];
  ssize_t got = 0;
  while ((got = ::read(fd, piece, sizeof piece)) > 0) {
    content.append(piece, static_cast<std::size_t>(got));
  }
  const int error = errno;
  close(fd);
  if (got < 0) throw std::system_error(error, std::generic_category(), path);
  return content;
}

}  // namespace

ObservedTree observe_tree(const std::string& directory) {
  ObservedTree tree;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    const std::string path = entry.path().lexically_relative(directory).string();
    const bool is_directory = entry.is_directory();
    tree[path] = {is_directory, is_directory ? "" : content_of(entry.path().string())};
  }
  return tree;
}

}  // namespace crashproof
