// The rules of the source tree: who may include whom, and how a file is kept.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace crashproof::layering {

struct Breach {
  std::string where;     // "harness/plan/resolve.cpp:12", relative to the root
  std::string what;      // which rule is broken, and the allowed way
  bool warning = false;  // true: said, but not held against the tree
};

// Every breach in the tree below root, in order of path. Files that are not C++ sources are only
// checked for their opening comment.
std::vector<Breach> breaches(const std::filesystem::path& root);

}  // namespace crashproof::layering
