// Zstandard through libzstd's stable interface.
#include "reference_pipeline/compression.h"

#include <zstd.h>

#include <stdexcept>
#include <utility>

namespace pipeline {
namespace {

constexpr std::uint32_t kSkippableMagic = ZSTD_MAGIC_SKIPPABLE_START;
constexpr std::size_t kSkippableHeaderBytes = 8;

std::size_t checked(std::size_t result) {
  if (ZSTD_isError(result)) throw std::runtime_error(ZSTD_getErrorName(result));
  return result;
}

void append_little_endian(std::string& bytes, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>(value >> shift));
}

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

}  // namespace

void Compressor::Release::operator()(ZSTD_CCtx_s* context) const {
  ZSTD_freeCCtx(context);
}

Compressor::Compressor(std::uint64_t size_bytes, Sink sink)
    : context_(ZSTD_createCCtx()), sink_(std::move(sink)), output_(ZSTD_CStreamOutSize()) {
  if (context_ == nullptr) throw std::bad_alloc();
  checked(ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1));
  checked(ZSTD_CCtx_setPledgedSrcSize(context_.get(), size_bytes));
}

void Compressor::feed(std::string_view bytes) {
  compress(bytes, false);
}

void Compressor::finish() {
  compress({}, true);
}

void Compressor::compress(std::string_view bytes, bool last) {
  ZSTD_inBuffer input = {bytes.data(), bytes.size(), 0};
  std::size_t remaining = 1;
  while (last ? remaining != 0 : input.pos < input.size) {
    ZSTD_outBuffer output = {output_.data(), output_.size(), 0};
    remaining = checked(
        ZSTD_compressStream2(context_.get(), &output, &input, last ? ZSTD_e_end : ZSTD_e_continue));
    if (output.pos > 0) sink_({output_.data(), output.pos});
  }
}

std::string skippable_frame(std::string_view text) {
  std::string frame;
  append_little_endian(frame, kSkippableMagic);
  append_little_endian(frame, static_cast<std::uint32_t>(text.size()));
  return frame.append(text);
}

std::string read_skippable_frame(std::string_view bytes, std::size_t& size_bytes) {
  if (bytes.size() < kSkippableHeaderBytes || little_endian(bytes) != kSkippableMagic) {
    throw std::runtime_error("has no header");
  }
  const std::size_t text_bytes = little_endian(bytes.substr(4));
  if (bytes.size() - kSkippableHeaderBytes < text_bytes) throw std::runtime_error("is cut short");
  size_bytes = kSkippableHeaderBytes + text_bytes;
  return std::string(bytes.substr(kSkippableHeaderBytes, text_bytes));
}

void decompress(std::string_view bytes, const Compressor::Sink& sink) {
  const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(),
                                                                        ZSTD_freeDCtx);
  std::vector<char> buffer(ZSTD_DStreamOutSize());
  ZSTD_inBuffer input = {bytes.data(), bytes.size(), 0};
  std::size_t wanted = 1;
  for (bool filled = true; input.pos < input.size || (filled && wanted != 0);) {
    ZSTD_outBuffer output = {buffer.data(), buffer.size(), 0};
    wanted = checked(ZSTD_decompressStream(context.get(), &output, &input));
    sink({buffer.data(), output.pos});
    filled = output.pos == output.size;
  }
  if (wanted != 0) throw std::runtime_error("is cut short");
}

}  // namespace pipeline
