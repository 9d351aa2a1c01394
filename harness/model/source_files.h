// Where the files that call sites name lie for people who look at the sources.
#pragma once

#include <map>
#include <string>

namespace crashproof {

// Paths are relative to the root of the sources: that of the repository around the workspace, else
// the workspace itself.
struct SourceFiles {
  std::map<std::string, std::string> paths;  // by CallSite::file; only of files that are there
  std::string job;  // the first file of the sources that the command names; "" if it names none

  bool operator==(const SourceFiles&) const = default;
};

}  // namespace crashproof
