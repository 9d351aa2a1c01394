// A new file beside the old one, renamed over it.
#include "harness/cli/replaced_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "harness/campaign/campaign.h"

namespace crashproof::cli {
namespace {

namespace fs = std::filesystem;

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

void replace_file(const std::string& path, const std::string& text) {
  struct stat status {};
  const mode_t mode = ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0644;
  const std::string temporary = fmt::format("{}.{}.tmp", path, ::getpid());
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  const auto fail = [&] {
    const int error = errno;
    if (fd >= 0) ::close(fd);
    ::unlink(temporary.c_str());
    throw UsageError(fmt::format("{}: cannot be written: {}", path, std::strerror(error)));
  };
  if (fd < 0) fail();
  const bool written = write_all(fd, text) && ::fchmod(fd, mode) == 0 && ::fsync(fd) == 0;
  if (!written || ::rename(temporary.c_str(), path.c_str()) != 0) fail();
  ::close(fd);
}

void check_replaceable(const std::string& path, const std::string& source) {
  std::error_code absent;
  const auto refuse = [&source](const std::string& which, std::string_view why) {
    throw UsageError(fmt::format("{}: {} {}", source, which, why));
  };
  if (fs::is_directory(path, absent)) refuse(path, "is a directory");
  if (fs::exists(path, absent) && !fs::is_regular_file(path, absent))
    refuse(path, "is no regular file");
  const std::string directory = fs::path(path).parent_path().string();
  if (!fs::is_directory(directory, absent)) refuse(directory, "is no directory");
  if (::access(directory.c_str(), W_OK | X_OK) != 0) refuse(directory, "cannot be written");
}

}  // namespace crashproof::cli
