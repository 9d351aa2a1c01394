// A memfd that a run writes to and we read back.
#include "harness/trial/output_file.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace crashproof {

OutputFile::OutputFile() : fd_(::memfd_create("output", MFD_CLOEXEC)) {
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
}

OutputFile::~OutputFile() {
  ::close(fd_);
}

std::string OutputFile::text() const {
  return read_from(0);
}

std::string OutputFile::tail() const {
  struct stat status {};
  ::fstat(fd_, &status);
  return read_from(std::max<long>(0, status.st_size - 4096));
}

std::string OutputFile::read_from(long offset) const {
  struct stat status {};
  ::fstat(fd_, &status);
  std::string text(static_cast<std::size_t>(status.st_size - offset), '\0');
  const ssize_t count = ::pread(fd_, text.data(), text.size(), offset);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, count)));
  return text;
}

}  // namespace crashproof
