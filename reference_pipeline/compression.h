// Streaming compression with Zstandard, and the reading back that proves an artifact whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct ZSTD_CCtx_s;

namespace pipeline {

class Compressor {
 public:
  using Sink = std::function<void(std::string_view)>;

  // size_bytes: exactly what will be fed; anything else makes finish() throw.
  Compressor(std::uint64_t size_bytes, Sink sink);
  void feed(std::string_view bytes);
  void finish();

 private:
  void compress(std::string_view bytes, bool last);

  struct Release {
    void operator()(ZSTD_CCtx_s* context) const;
  };
  std::unique_ptr<ZSTD_CCtx_s, Release> context_;
  Sink sink_;
  std::vector<char> output_;
};

// A skippable frame around the text, which every Zstandard decoder passes over.
std::string skippable_frame(std::string_view text);

// The text of the skippable frame that the bytes begin with; sets size_bytes to the frame's whole
// size. Throws std::runtime_error if there is none.
std::string read_skippable_frame(std::string_view bytes, std::size_t& size_bytes);

// Decompresses the frames in `bytes` into sink. Throws std::runtime_error if they are cut or
// broken.
void decompress(std::string_view bytes, const Compressor::Sink& sink);

}  // namespace pipeline
