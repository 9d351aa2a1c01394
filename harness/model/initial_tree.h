// The files as they were before the run, asked for one by one: a run touches few of them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/state.h"

namespace crashproof {

struct InitialEntry {
  FileType type = FileType::regular;
  std::uint32_t mode = 0;     // permission bits
  std::uint64_t size = 0;     // regular files, bytes
  std::int64_t mtime_ns = 0;  // since the epoch
  std::string target;         // symlinks: their text
  // Of a regular file with several: all its paths, the same list whichever was asked for.
  std::vector<std::string> names;
};

// Paths are those of Events: relative to the workspace ("" is the workspace itself), or absolute.
// Functions that are left empty describe an empty workspace, and no absolute path counts.
struct InitialTree {
  // What is at the path; nullopt if nothing is.
  std::function<std::optional<InitialEntry>(const std::string& path)> entry;
  // Bytes [offset, offset + length) of the regular file at the path; fewer only past its end.
  std::function<std::string(const std::string& path, std::uint64_t offset, std::uint64_t length)>
      read;
  // The names in the directory at the path, in any order.
  std::function<std::vector<std::string>(const std::string& path)> names;
  // Whether an absolute path belongs to the state. Events elsewhere are left out.
  std::function<bool(std::string_view path)> counts;
};

}  // namespace crashproof
