// A tree of files as the comparison sees it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace crashproof {

enum class FileType : std::uint8_t { regular, directory, symlink, other };

struct FileEntry {
  FileType type = FileType::regular;
  std::uint32_t mode = 0;  // permission bits
  std::uint64_t size = 0;  // regular files, bytes
  std::string content;     // regular: hex XXH3-128 of the bytes; symlink: its text; else ""

  bool operator==(const FileEntry&) const = default;
};

// Workspace-relative path -> entry. The workspace itself ("") is not an entry.
using FileTree = std::map<std::string, FileEntry>;

}  // namespace crashproof
