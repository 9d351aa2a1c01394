// One rename; where that crosses file systems, a copy beside the place first.
#include "harness/campaign/kept_trees.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "harness/campaign/campaign.h"
#include "harness/trial/file_error.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

namespace fs = std::filesystem;

void copy_then_rename(const std::string& from, const std::string& to) {
  const std::string copy = fmt::format("{}.crashproof-{}", to, ::getpid());
  try {
    make_directory(copy);
    copy_tree(from, copy);
    if (::rename(copy.c_str(), to.c_str()) != 0) throw_file_error("make", to);
  } catch (...) {
    remove_tree(copy);
    throw;
  }
  remove_tree(from);
}

}  // namespace

void check_place_for_trees(const std::string& directory) {
  std::error_code error;
  const fs::file_status there = fs::symlink_status(directory, error);
  if (!fs::exists(there)) {
    const std::string above = fs::path(directory).parent_path().string();
    if (::access(above.c_str(), W_OK | X_OK) == 0) return;
    throw UsageError(
        fmt::format("{} cannot be made: {} is no directory that can be written", directory, above));
  }
  if (!fs::is_directory(there))
    throw UsageError(fmt::format("{} is no directory: name one that is empty or new", directory));
  if (!fs::is_empty(directory, error) || error)
    throw UsageError(fmt::format(
        "{} is not empty, so it is left alone: name one that is empty or new", directory));
}

void give_trees(const std::string& from, const std::string& to) {
  check_place_for_trees(to);
  if (::rename(from.c_str(), to.c_str()) == 0) return;
  if (errno != EXDEV) throw_file_error("make", to);
  copy_then_rename(from, to);
}

}  // namespace crashproof
