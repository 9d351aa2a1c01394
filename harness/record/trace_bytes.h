// The bytes that a trace file is made of: integers, strings, and the bounds that guard them.
// Layouts are in docs/TRACE_FORMAT.md.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "harness/record/trace_file.h"

namespace crashproof {

// Maps small negative numbers to small positive ones: 0, -1, 1, -2 … become 0, 1, 2, 3 …
inline std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
inline std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

class ByteWriter {
 public:
  void u8(std::uint8_t value) { bytes_ += static_cast<char>(value); }
  void fixed32(std::uint32_t value) { fixed(value, 4); }
  void fixed64(std::uint64_t value) { fixed(value, 8); }
  void real(double value) { fixed64(std::bit_cast<std::uint64_t>(value)); }
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) u8(static_cast<std::uint8_t>(value | 0x80));
    u8(static_cast<std::uint8_t>(value));
  }
  void raw(std::string_view bytes) { bytes_ += bytes; }
  void text(std::string_view bytes) {
    varint(bytes.size());
    raw(bytes);
  }

  std::size_t size() const { return bytes_.size(); }
  const std::string& bytes() const { return bytes_; }
  std::string take() { return std::move(bytes_); }

 private:
  void fixed(std::uint64_t value, int width_bytes) {
    for (int i = 0; i < width_bytes; ++i) u8(static_cast<std::uint8_t>(value >> (8 * i)));
  }

  std::string bytes_;
};

// Reads what ByteWriter writes. Every read past the end, and every number that does not fit,
// throws TraceFileError naming the place and the byte. Holds a view; the bytes must outlive it.
class ByteReader {
 public:
  // place: what these bytes are, for errors, e.g. "the file" or "section EVNT".
  ByteReader(std::string_view bytes, std::string place) : bytes_(bytes), place_(std::move(place)) {}

  std::uint8_t u8() { return static_cast<std::uint8_t>(raw(1)[0]); }
  std::uint32_t fixed32() { return static_cast<std::uint32_t>(fixed(4)); }
  std::uint64_t fixed64() { return fixed(8); }
  double real() { return std::bit_cast<double>(fixed64()); }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint64_t byte = u8();
      if (shift == 63 && byte > 1) break;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    fail("a number is larger than 64 bits");
  }
  std::uint32_t varint32() {
    const std::uint64_t value = varint();
    if (value > UINT32_MAX) fail("a number is larger than 32 bits");
    return static_cast<std::uint32_t>(value);
  }
  std::string_view raw(std::uint64_t length_bytes) {
    if (length_bytes > bytes_.size() - at_) {
      fail(
          fmt::format("ends early: {} bytes expected, {} left", length_bytes, bytes_.size() - at_));
    }
    const std::string_view view = bytes_.substr(at_, length_bytes);
    at_ += length_bytes;
    return view;
  }
  std::string_view text() { return raw(varint()); }
  // How many entries follow. Each takes a byte at least, so a forged count is found out here,
  // before anything is reserved for it.
  std::uint64_t count() {
    const std::uint64_t value = varint();
    if (value > bytes_.size() - at_) fail(fmt::format("counts {} entries, more than fit", value));
    return value;
  }

  std::size_t at() const { return at_; }
  bool at_end() const { return at_ == bytes_.size(); }
  void expect_end() const {
    if (!at_end()) fail("has bytes after its last entry");
  }
  [[noreturn]] void fail(std::string_view problem) const {
    throw TraceFileError(fmt::format("not a whole trace: {}, byte {}: {}", place_, at_, problem));
  }

 private:
  std::uint64_t fixed(int width_bytes) {
    const std::string_view view = raw(static_cast<std::uint64_t>(width_bytes));
    std::uint64_t value = 0;
    for (int i = 0; i < width_bytes; ++i) {
      value |= std::uint64_t{static_cast<std::uint8_t>(view[static_cast<std::size_t>(i)])}
               << (8 * i);
    }
    return value;
  }

  std::string_view bytes_;
  std::string place_;
  std::size_t at_ = 0;
};

}  // namespace crashproof
