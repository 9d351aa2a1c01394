// The sections that a trace file consists of: a tag, two lengths, bytes (packed with zstd where
// that pays), and a checksum over all of these. Included by trace_file.cpp alone.
#pragma once

#include <xxhash.h>
#include <zstd.h>

#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

#include "harness/record/trace_bytes.h"

namespace crashproof {

inline constexpr std::size_t kTagBytes = 4;
inline constexpr std::uint8_t kPlain = 0;
inline constexpr std::uint8_t kZstd = 1;
inline constexpr int kZstdLevel = 3;
// Level 3 needs 2 MiB; without a bound a forged window makes zstd allocate 128 MiB.
inline constexpr int kZstdWindowLog = 23;
inline constexpr std::size_t kWorthCompressingBytes = 64;

inline std::string compressed(const std::string& plain) {
  std::string stored(ZSTD_compressBound(plain.size()), '\0');
  const std::size_t size =
      ZSTD_compress(stored.data(), stored.size(), plain.data(), plain.size(), kZstdLevel);
  if (ZSTD_isError(size)) throw std::runtime_error(ZSTD_getErrorName(size));
  stored.resize(size);
  return stored;
}

inline void append_section(ByteWriter& file, std::string_view tag, const std::string& plain) {
  std::string small = plain.size() < kWorthCompressingBytes ? plain : compressed(plain);
  const bool pays = small.size() < plain.size();
  const std::string& stored = pays ? small : plain;
  ByteWriter section;
  section.raw(tag);
  section.u8(pays ? kZstd : kPlain);
  section.fixed64(plain.size());
  section.fixed64(stored.size());
  section.raw(stored);
  file.raw(section.bytes());
  file.fixed64(XXH3_64bits(section.bytes().data(), section.size()));
}

struct Section {
  std::string tag;
  std::string plain;
};

// Memory grows with the bytes that really come out, never with the length that is claimed.
inline std::string decompressed(std::string_view stored, std::uint64_t plain_bytes,
                                const ByteReader& file) {
  const std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(),
                                                                             ZSTD_freeDStream);
  if (!stream) throw std::bad_alloc();
  ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, kZstdWindowLog);
  std::string plain;
  std::string chunk(ZSTD_DStreamOutSize(), '\0');
  ZSTD_inBuffer in{stored.data(), stored.size(), 0};
  std::size_t wanted = 1;
  bool filled = false;
  while (in.pos < in.size || filled) {
    ZSTD_outBuffer out{chunk.data(), chunk.size(), 0};
    wanted = ZSTD_decompressStream(stream.get(), &out, &in);
    if (ZSTD_isError(wanted)) {
      file.fail(
          fmt::format("the section before it does not unpack: {}", ZSTD_getErrorName(wanted)));
    }
    plain.append(chunk, 0, out.pos);
    if (plain.size() > plain_bytes) break;
    filled = out.pos == out.size && wanted != 0;
  }
  if (plain.size() != plain_bytes || wanted != 0) {
    file.fail("the section before it unpacks to another length than it says");
  }
  return plain;
}

inline Section next_section(ByteReader& file, std::string_view all) {
  const std::size_t begin = file.at();
  Section section;
  section.tag = file.raw(kTagBytes);
  const std::uint8_t packing = file.u8();
  const std::uint64_t plain_bytes = file.fixed64();
  const std::uint64_t stored_bytes = file.fixed64();
  const std::string_view stored = file.raw(stored_bytes);
  const std::uint64_t sum = XXH3_64bits(all.data() + begin, file.at() - begin);
  if (file.fixed64() != sum) file.fail("the section before it is damaged: wrong checksum");
  if (packing > kZstd) file.fail(fmt::format("unknown packing {}", packing));
  if (packing == kZstd) {
    section.plain = decompressed(stored, plain_bytes, file);
  } else {
    if (plain_bytes != stored_bytes) file.fail("the section before it has two lengths");
    section.plain = stored;
  }
  return section;
}

}  // namespace crashproof
