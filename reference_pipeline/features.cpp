// Size, lines, byte histogram and its entropy.
#include "reference_pipeline/features.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string_view>

#include "reference_pipeline/digest.h"
#include "reference_pipeline/file.h"

namespace pipeline {
namespace {

using Histogram = std::array<std::uint64_t, 256>;

std::uint64_t entropy_millibits(const Histogram& histogram, std::uint64_t size_bytes) {
  double bits = 0;
  for (const std::uint64_t count : histogram) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(size_bytes);
    bits -= share * std::log2(share);
  }
  return static_cast<std::uint64_t>(std::llround(bits * 1000));
}

}  // namespace

Features derive_features(const std::filesystem::path& source, const Item& item) {
  File file(source_file(source, item.path), O_RDONLY);
  Digest digest;
  Histogram histogram = {};
  std::array<char, 64 * 1024> buffer;
  while (const std::size_t read_bytes = file.read_some(buffer.data(), buffer.size())) {
    const std::string_view bytes(buffer.data(), read_bytes);
    digest.update(bytes);
    for (const unsigned char byte : bytes) ++histogram[byte];
  }
  if (digest.hex() != item.digest) throw std::runtime_error("the source has changed");

  Features features;
  features.item_id = item.id;
  for (const std::uint64_t count : histogram) features.size_bytes += count;
  features.line_count = histogram['\n'];
  features.entropy_millibits = entropy_millibits(histogram, features.size_bytes);
  features.distinct_byte_count =
      256 - static_cast<std::uint64_t>(std::ranges::count(histogram, std::uint64_t{0}));
  return features;
}

}  // namespace pipeline
