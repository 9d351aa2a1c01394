// Pages are copied when they are written and shared otherwise.
#include "tools/validate_models/disk_image.h"

#include <fcntl.h>
#include <linux/falloc.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace crashproof {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

DiskImage::DiskImage(std::uint64_t size_bytes) : pages_(size_bytes / disk_page_bytes) {}

DiskImage DiskImage::read(int fd, std::uint64_t size_bytes) {
  DiskImage image(size_bytes);
  const Page zeros = {};
  off_t at = lseek(fd, 0, SEEK_DATA);
  while (at >= 0 && static_cast<std::uint64_t>(at) < size_bytes) {
    const off_t end = lseek(fd, at, SEEK_HOLE);
    for (auto page = static_cast<std::uint64_t>(at) / disk_page_bytes;
         page * disk_page_bytes < static_cast<std::uint64_t>(end); ++page) {
      Page bytes;
      if (pread(fd, bytes.data(), bytes.size(), static_cast<off_t>(page * disk_page_bytes)) !=
          static_cast<ssize_t>(bytes.size())) {
        fail("reading a disk image");
      }
      if (bytes != zeros) image.pages_[page] = std::make_shared<const Page>(bytes);
    }
    at = lseek(fd, end, SEEK_DATA);
  }
  return image;
}

void DiskImage::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::uint64_t within = offset % disk_page_bytes;
    const auto length =
        static_cast<std::size_t>(std::min<std::uint64_t>(disk_page_bytes - within, bytes.size()));
    std::shared_ptr<const Page>& page = pages_.at(offset / disk_page_bytes);
    auto changed = page ? std::make_shared<Page>(*page) : std::make_shared<Page>();
    std::memcpy(changed->data() + within, bytes.data(), length);
    page = std::move(changed);
    offset += length;
    bytes = bytes.subspan(length);
  }
}

void DiskImage::store(int fd) const {
  const auto size = static_cast<off_t>(pages_.size() * disk_page_bytes);
  if (ftruncate(fd, size) != 0) fail("sizing a disk image");
  if (fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, size) != 0) {
    fail("emptying a disk image");
  }
  for (std::size_t page = 0; page < pages_.size(); ++page) {
    if (!pages_[page]) continue;
    if (pwrite(fd, pages_[page]->data(), disk_page_bytes,
               static_cast<off_t>(page * disk_page_bytes)) !=
        static_cast<ssize_t>(disk_page_bytes)) {
      fail("writing a disk image");
    }
  }
}

}  // namespace crashproof
