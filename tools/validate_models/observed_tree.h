// What was found below a directory: names, kinds and contents.
#pragma once

#include <map>
#include <string>

namespace crashproof {

struct ObservedNode {
  bool directory = false;
  std::string content;  // of a file
  auto operator<=>(const ObservedNode&) const = default;
};

using ObservedTree = std::map<std::string, ObservedNode>;  // by path below the directory

// Throws std::system_error for what cannot be read: the file system calls it damaged then.
ObservedTree observe_tree(const std::string& directory);

}  // namespace crashproof
