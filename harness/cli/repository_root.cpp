// A look for ".git", which is a directory, or a file in a linked work tree.
#include "harness/cli/repository_root.h"

#include <system_error>

namespace crashproof::cli {

std::filesystem::path repository_root(const std::filesystem::path& workspace) {
  std::error_code absent;
  for (std::filesystem::path at = workspace; at.has_relative_path(); at = at.parent_path())
    if (std::filesystem::exists(at / ".git", absent)) return at;
  return workspace;
}

}  // namespace crashproof::cli
