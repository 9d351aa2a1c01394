// What CI systems run: a file of each, ready to be used.
#pragma once

#include <string>
#include <vector>

namespace crashproof::cli {

std::vector<std::string> ci_names();

struct CiSnippet {
  std::string path;  // its usual place, from the root of the repository
  std::string text;
};
// `workspace` is relative to the root of the repository, "" for the root. Of a known name.
CiSnippet ci_snippet(const std::string& name, const std::string& workspace);

}  // namespace crashproof::cli
