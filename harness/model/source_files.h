// Where the files that call sites name lie for people who look at the sources.
#pragma once

#include <map>
#include <string>

namespace crashproof {

// Paths are relative to the root of the sources: that of the repository around the workspace, else
// the workspace itself.
struct SourceFiles {
  // By the file of a CodePlace, of files that are there; where the command names none, also by what
  // findings are about ("out.csv", "jobs.db#items").
  std::map<std::string, std::string> paths;
  std::string job;  // the first file of the sources that the command names; "" if it names none

  bool operator==(const SourceFiles&) const = default;
};

}  // namespace crashproof
