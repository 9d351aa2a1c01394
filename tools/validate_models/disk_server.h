// Serves one file through FUSE, so that a loop device above it is a disk of which each write and
// each flush is logged. A second file takes the marks of the programs that run on that disk.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "tools/validate_models/block_log.h"

namespace crashproof {

// The server is a child process, so that a mount that waits for it never waits for itself. It ends
// with this object, or with its parent.
class DiskServer {
 public:
  // Mounts itself on `directory` (existing, empty). `content_fd` holds the bytes of the disk; both
  // it and `log` stay the caller's and are shared with the server. Throws std::system_error.
  DiskServer(const std::string& directory, int content_fd, std::uint64_t size_bytes, BlockLog& log);
  ~DiskServer();
  DiskServer(const DiskServer&) = delete;
  DiskServer& operator=(const DiskServer&) = delete;

  std::string disk_path() const { return directory_ + "/disk"; }
  // Reading a byte at mark_offset(workload, number) of this file puts that mark into the log.
  std::string mark_path() const { return directory_ + "/mark"; }

 private:
  std::string directory_;
  pid_t pid_ = -1;
};

constexpr std::uint64_t marks_per_workload = 1u << 20;
constexpr std::uint64_t mark_offset(std::uint32_t workload, std::uint64_t number) {
  return workload * marks_per_workload + number;
}

// File data of our own workloads begins like this at every page, so that the server can tell it
// from what the file system writes about itself.
constexpr char data_magic[] = "crashproof-data";

}  // namespace crashproof
