// A change to one path of a tree: how a state that was not recorded differs from one that was.
#pragma once

#include <cstdint>
#include <string>

namespace crashproof {

struct PathChange {
  enum class To : std::uint8_t { absent, file, directory, symlink };
  std::string path;  // workspace-relative, or absolute for private places
  To to = To::absent;
  std::string content;        // file: all its bytes; symlink: its target
  std::uint32_t mode = 0;     // permissions; 0: those of what is there, or 0644 / 0755
  std::int64_t mtime_ns = 0;  // 0: not set

  bool operator==(const PathChange&) const = default;
};

}  // namespace crashproof
