// What goes wrong with them is for the user to mend.
#include "harness/cli/user_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <string_view>
#include <system_error>

#include "harness/campaign/campaign.h"
#include "harness/record/replaced_file.h"
#include "harness/record/whole_file.h"

namespace crashproof::cli {

namespace fs = std::filesystem;

namespace {

constexpr int kMostLinks = 40;  // as the kernel

// The file that a symbolic link leads to, be it there or not: the link is the user's, and stays.
fs::path written_at(fs::path path) {
  std::error_code error;
  for (int links = 0; links < kMostLinks; ++links) {
    if (!fs::is_symlink(fs::symlink_status(path, error))) return path;
    path = (path.parent_path() / fs::read_symlink(path, error)).lexically_normal();
  }
  throw UsageError(fmt::format("{}: too many symbolic links", path.string()));
}

}  // namespace

std::optional<std::string> read_user_file(const std::string& path) {
  try {
    return read_whole(path);
  } catch (const std::system_error& error) {
    throw UsageError(fmt::format("{}: cannot be read: {}", path, error.code().message()));
  }
}

void replace_user_file(const std::string& path, const std::string& text) {
  try {
    replace_file(written_at(path).string(), text);
  } catch (const std::system_error& error) {
    throw UsageError(fmt::format("{}: cannot be written: {}", path, error.code().message()));
  }
}

void check_replaceable(const std::string& path, const std::string& source) {
  std::error_code absent;
  const auto refuse = [&source](const std::string& which, std::string_view why) {
    throw UsageError(fmt::format("{}: {} {}", source, which, why));
  };
  if (fs::is_directory(path, absent)) refuse(path, "is a directory");
  if (fs::exists(path, absent) && !fs::is_regular_file(path, absent))
    refuse(path, "is no regular file");
  const std::string directory = written_at(path).parent_path().string();
  if (!fs::is_directory(directory, absent)) refuse(directory, "is no directory");
  if (::access(directory.c_str(), W_OK | X_OK) != 0) refuse(directory, "cannot be written");
}

}  // namespace crashproof::cli
