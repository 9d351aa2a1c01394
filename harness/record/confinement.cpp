// Landlock rulesets; the system calls have no wrappers in the C library.
#include "harness/record/confinement.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

#include "harness/record/launch.h"

namespace crashproof {
namespace {

// Newer than the headers of the oldest system that we build on.
constexpr std::uint64_t kTruncate = 1ULL << 14;
constexpr int kLeastVersion = 2;
constexpr int kTruncateVersion = 3;

constexpr std::uint64_t kFileRights = LANDLOCK_ACCESS_FS_WRITE_FILE;
constexpr std::uint64_t kDirectoryRights =
    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM |
    LANDLOCK_ACCESS_FS_REFER;

std::uint64_t file_rights(int version) {
  return version >= kTruncateVersion ? kFileRights | kTruncate : kFileRights;
}

enum class Rights { all, existing_files };

void allow_below(int ruleset_fd, const std::string& path, int version, Rights rights) {
  FileDescriptor place(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!place) return;
  struct stat status {};
  if (::fstat(place.get(), &status) != 0) return;
  landlock_path_beneath_attr rule{};
  rule.parent_fd = place.get();
  rule.allowed_access = file_rights(version);
  if (rights == Rights::all && S_ISDIR(status.st_mode)) rule.allowed_access |= kDirectoryRights;
  if (::syscall(SYS_landlock_add_rule, ruleset_fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot allow writes below " + path);
  }
}

}  // namespace

int landlock_version() {
  static const int version = static_cast<int>(
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION));
  return version < 0 ? 0 : version;
}

FileDescriptor build_confinement(const std::vector<std::string>& writable) {
  const int version = landlock_version();
  if (version < kLeastVersion) return FileDescriptor();
  landlock_ruleset_attr handled{};
  handled.handled_access_fs = file_rights(version) | kDirectoryRights;
  FileDescriptor ruleset(
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0)));
  if (!ruleset) {
    throw std::system_error(errno, std::generic_category(), "cannot make a Landlock ruleset");
  }
  for (const std::string& path : writable) {
    allow_below(ruleset.get(), path, version, Rights::all);
  }
  // Devices are written to, but what is made below /dev is a file like any other: in /dev/shm.
  allow_below(ruleset.get(), "/dev", version, Rights::existing_files);
  allow_below(ruleset.get(), "/proc", version, Rights::existing_files);
  return ruleset;
}

bool enter_confinement(int ruleset_fd) {
  return ::syscall(SYS_landlock_restrict_self, ruleset_fd, 0) == 0;
}

}  // namespace crashproof
