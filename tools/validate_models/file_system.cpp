// The table of file systems. All have the options that mkfs and mount choose by default, but for
// discards, which say nothing, and the blocks of 4 KiB that ext4 gets on any disk of usual size: on
// one as small as here they would be of 1 KiB, and pages be torn there.
#include "tools/validate_models/file_system.h"

#include <fcntl.h>
#include <linux/btrfs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <stdexcept>

namespace crashproof {
namespace {

constexpr std::uint64_t kMiB = 1u << 20;

// An fsync of a file that nothing else uses commits the journal as it is: what the timer would do
// some seconds later, without the data of other files.
bool commit_by_fsync(int directory_fd) {
  const int fd = openat(directory_fd, ".commit", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  const bool done = pwrite(fd, "x", 1, 0) == 1 && fsync(fd) == 0;
  close(fd);
  return done;
}

// What the transaction thread of btrfs does: a full commit, without starting any write of data.
bool commit_btrfs(int directory_fd) {
  std::uint64_t transaction = 0;
  return ioctl(directory_fd, BTRFS_IOC_START_SYNC, &transaction) == 0 &&
         ioctl(directory_fd, BTRFS_IOC_WAIT_SYNC, &transaction) == 0;
}

}  // namespace

std::span<const FileSystem> file_systems() {
  static const std::array<FileSystem, 3> table = {{
      {"ext4",
       "ext4-ordered",
       200 * kMiB,
       {"mkfs.ext4", "-q", "-F", "-b", "4096", "-E", "nodiscard"},
       "commit=1",
       commit_by_fsync},
      {"xfs", "xfs", 320 * kMiB, {"mkfs.xfs", "-q", "-f", "-K"}, "", commit_by_fsync},
      {"btrfs", "btrfs", 256 * kMiB, {"mkfs.btrfs", "-q", "-f", "-K"}, "commit=1", commit_btrfs},
  }};
  return table;
}

const FileSystem* file_system_named(std::string_view name) {
  for (const FileSystem& file_system : file_systems()) {
    if (file_system.name == name) return &file_system;
  }
  return nullptr;
}

std::string missing_program(const FileSystem& file_system) {
  for (const char* directory : {"/sbin/", "/usr/sbin/", "/usr/local/sbin/", "/bin/"}) {
    if (access((directory + file_system.mkfs.front()).c_str(), X_OK) == 0) return "";
  }
  return file_system.mkfs.front();
}

void make_file_system(const FileSystem& file_system, const std::string& device) {
  std::string command = "PATH=$PATH:/sbin:/usr/sbin:/usr/local/sbin";
  for (const std::string& word : file_system.mkfs) command += " " + word;
  command += " " + device + " 2>&1";
  FILE* output = popen(command.c_str(), "re");
  if (output == nullptr) throw std::runtime_error("popen failed");
  std::string said;
  for (int letter = fgetc(output); letter != EOF; letter = fgetc(output)) {
    said += static_cast<char>(letter);
  }
  if (pclose(output) != 0) throw std::runtime_error(file_system.mkfs.front() + ": " + said);
}

}  // namespace crashproof
