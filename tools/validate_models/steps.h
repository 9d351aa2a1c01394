// What a workload is made of: one system call at a time, with a mark in the log of the disk and a
// marker Event in the trace before each, so that both can be laid side by side.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crashproof {

// The bytes [offset, offset + size) of a file in its given version. Every line says both, and every
// page begins with data_magic.
std::string file_data(char version, std::uint64_t offset, std::uint64_t size);

struct StepsPlace {
  std::string directory;  // the workload's own; becomes the working directory
  std::string mark_path;  // of the DiskServer
  std::uint32_t workload = 0;
  std::uint32_t pause_ms = 0;  // longest pause after a call; they vary
  std::uint64_t seed = 0;
};

// Every failure throws std::system_error: a workload that does not run to its end proves nothing.
class Steps {
 public:
  explicit Steps(const StepsPlace& place);

  int create(const std::string& path);      // O_CREAT | O_EXCL
  int open(const std::string& path);        // for writing
  int truncating(const std::string& path);  // O_TRUNC
  int appending(const std::string& path);   // O_APPEND
  void write(int fd, std::string_view bytes);
  void write_at(int fd, std::uint64_t offset, std::string_view bytes);
  void truncate(int fd, std::uint64_t size);
  void fsync(int fd);
  void fsync_directory(const std::string& path);
  void close(int fd);  // no mark: it is no Event
  void rename(const std::string& from, const std::string& to);
  void link(const std::string& from, const std::string& to);
  void unlink(const std::string& path);
  void mkdir(const std::string& path);
  // A point that is neither in nor before a call of ours, for work done by a library.
  void moment();

 private:
  int open_with(const std::string& path, int flags);

  StepsPlace place_;
  int mark_fd_ = -1;
  std::uint64_t next_ = 0;
  std::uint64_t random_ = 0;
};

}  // namespace crashproof
