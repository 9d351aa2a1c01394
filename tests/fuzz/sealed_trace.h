// Puts right checksums on wrong traces, so that tests and fuzzing get past them to the decoders.
#pragma once

#include <xxhash.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace crashproof {

inline constexpr std::size_t kTraceHeaderBytes = 8 + 4;
inline constexpr std::size_t kSectionHeaderBytes = 4 + 1 + 8 + 8;
inline constexpr std::size_t kChecksumBytes = 8;

inline std::string little_endian(std::uint64_t value) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

inline std::string sealed_section(std::string_view tag, std::uint8_t packing,
                                  std::uint64_t plain_bytes, std::string_view stored) {
  std::string section(tag);
  section += static_cast<char>(packing);
  section += little_endian(plain_bytes) + little_endian(stored.size());
  section += stored;
  return section + little_endian(XXH3_64bits(section.data(), section.size()));
}

// The file with the checksum of each section that it still holds as a whole made right.
inline std::string resealed(std::string file) {
  std::size_t at = kTraceHeaderBytes;
  while (file.size() > at && file.size() - at >= kSectionHeaderBytes + kChecksumBytes) {
    std::uint64_t stored_bytes = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      const auto byte = static_cast<std::uint8_t>(file[at + kSectionHeaderBytes - 8 + i]);
      stored_bytes |= std::uint64_t{byte} << (8 * i);
    }
    if (stored_bytes > file.size() - at - kSectionHeaderBytes - kChecksumBytes) break;
    const std::size_t covered = kSectionHeaderBytes + stored_bytes;
    file.replace(at + covered, kChecksumBytes,
                 little_endian(XXH3_64bits(file.data() + at, covered)));
    at += covered + kChecksumBytes;
  }
  return file;
}

}  // namespace crashproof
