// Runs inside the traced process.
#include "tools/validate_models/steps.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include <sys/stat.h>

#include "tools/validate_models/disk_server.h"

namespace crashproof {
namespace {

constexpr std::uint64_t kLine_bytes = 64;

int checked(int result, const std::string& what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

std::string line_at(char version, std::uint64_t number) {
  char line[kLine_bytes + 1];
  std::snprintf(line, sizeof line, "%s %c line %08llu ..............................\n", data_magic,
                version, static_cast<unsigned long long>(number));
  std::string text = line;
  text.resize(kLine_bytes - 1, '.');
  return text + "\n";
}

}  // namespace

std::string file_data(char version, std::uint64_t offset, std::uint64_t size) {
  std::string text;
  for (std::uint64_t line = offset / kLine_bytes; line * kLine_bytes < offset + size; ++line) {
    text += line_at(version, line);
  }
  return text.substr(offset % kLine_bytes, size);
}

Steps::Steps(const StepsPlace& place) : place_(place), random_(place.seed * 2 + 1) {
  checked(chdir(place_.directory.c_str()), place_.directory);
  mark_fd_ = checked(::open(place_.mark_path.c_str(), O_RDONLY | O_CLOEXEC), place_.mark_path);
}

void Steps::moment() {
  if (place_.pause_ms != 0) {
    random_ = random_ * 6364136223846793005ull + 1442695040888963407ull;
    usleep(static_cast<useconds_t>((random_ >> 33) % (place_.pause_ms * 1000ull)));
  }
  char byte = 0;
  const auto offset = static_cast<off_t>(mark_offset(place_.workload, next_));
  if (pread(mark_fd_, &byte, 1, offset) != 1) {
    throw std::system_error(errno, std::generic_category(), "mark");
  }
  // The recorder takes this failing call for a marker Event.
  ::rmdir(("/.crashproof/point/" + std::to_string(next_)).c_str());
  ++next_;
}

int Steps::open_with(const std::string& path, int flags) {
  moment();
  return checked(::open(path.c_str(), flags | O_CLOEXEC, 0644), path);
}

int Steps::create(const std::string& path) {
  return open_with(path, O_WRONLY | O_CREAT | O_EXCL);
}
int Steps::open(const std::string& path) {
  return open_with(path, O_WRONLY);
}
int Steps::truncating(const std::string& path) {
  return open_with(path, O_WRONLY | O_TRUNC);
}
int Steps::appending(const std::string& path) {
  return open_with(path, O_WRONLY | O_APPEND);
}

void Steps::write(int fd, std::string_view bytes) {
  moment();
  const ssize_t put = ::write(fd, bytes.data(), bytes.size());
  if (put != static_cast<ssize_t>(bytes.size())) {
    throw std::system_error(put < 0 ? errno : ENOSPC, std::generic_category(), "write");
  }
}

void Steps::write_at(int fd, std::uint64_t offset, std::string_view bytes) {
  moment();
  const ssize_t put = pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
  if (put != static_cast<ssize_t>(bytes.size())) {
    throw std::system_error(put < 0 ? errno : ENOSPC, std::generic_category(), "pwrite");
  }
}

void Steps::truncate(int fd, std::uint64_t size) {
  moment();
  checked(ftruncate(fd, static_cast<off_t>(size)), "ftruncate");
}

void Steps::fsync(int fd) {
  moment();
  checked(::fsync(fd), "fsync");
}

void Steps::fsync_directory(const std::string& path) {
  const int fd = checked(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), path);
  fsync(fd);
  close(fd);
}

void Steps::close(int fd) {
  checked(::close(fd), "close");
}

void Steps::rename(const std::string& from, const std::string& to) {
  moment();
  checked(::rename(from.c_str(), to.c_str()), from);
}

void Steps::link(const std::string& from, const std::string& to) {
  moment();
  checked(::link(from.c_str(), to.c_str()), from);
}

void Steps::unlink(const std::string& path) {
  moment();
  checked(::unlink(path.c_str()), path);
}

void Steps::mkdir(const std::string& path) {
  moment();
  checked(::mkdir(path.c_str(), 0755), path);
}

}  // namespace crashproof
