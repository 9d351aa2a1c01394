// A file descriptor with an owner, and the few calls on files that the layers are made of.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace pipeline {

// Owns one open descriptor. Every call throws std::system_error that names the path.
class File {
 public:
  // flags and mode as in open(2); O_CLOEXEC is added.
  File(std::filesystem::path path, int flags, mode_t mode = 0666);
  ~File();
  File(File&& other) noexcept;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  File& operator=(File&&) = delete;

  // Writes all of the bytes, however many calls that takes.
  void write_all(std::string_view bytes);
  // Up to capacity_bytes into buffer; 0 at the end of the file.
  std::size_t read_some(char* buffer, std::size_t capacity_bytes);
  // Takes the advisory lock on the file; false if another process holds it.
  bool try_lock();
  // fsync: content, size and (for a directory) entries are on the medium when it returns. When it
  // throws, the content must be written anew: a second fsync may succeed without the lost pages.
  void sync();

  int descriptor() const { return descriptor_; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  int descriptor_;
};

// Within one mount, and then atomic. Throws std::system_error.
void rename_file(const std::filesystem::path& from, const std::filesystem::path& to);

// fsync of a directory: names created, renamed or removed in it so far survive a power loss.
void sync_directory(const std::filesystem::path& directory);

std::string read_whole_file(const std::filesystem::path& path);

// Throws std::system_error for errno, as "WHAT PATH: reason".
[[noreturn]] void throw_errno(const char* what, const std::filesystem::path& path);

}  // namespace pipeline
