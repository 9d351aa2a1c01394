// The content of a disk as pages that images share, so that a crash image costs what differs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace crashproof {

constexpr std::uint64_t disk_page_bytes = 4096;

class DiskImage {
 public:
  explicit DiskImage(std::uint64_t size_bytes);
  // Reads all that is not a hole. Throws std::system_error.
  static DiskImage read(int fd, std::uint64_t size_bytes);

  void write(std::uint64_t offset, std::span<const std::byte> bytes);
  // Makes the file hold this content and nothing else. Throws std::system_error.
  void store(int fd) const;

 private:
  using Page = std::array<std::byte, disk_page_bytes>;
  std::vector<std::shared_ptr<const Page>> pages_;  // null: zeros
};

}  // namespace crashproof
