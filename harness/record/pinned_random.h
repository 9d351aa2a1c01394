// Random bytes that are the same in each run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace crashproof {

// Each name has an endless stream of its own, which follows from the seed and the name alone. Not
// for cryptography.
class PinnedRandom {
 public:
  explicit PinnedRandom(std::uint64_t seed) : seed_(seed) {}

  // The next bytes of a stream.
  std::string next(const std::string& name, std::size_t length);
  // What is read from a device that the thread `role` opens now: each opening has a stream of its
  // own. Throws nothing; "" for a path that is no random device.
  std::string device(std::string_view path, const std::string& role);

 private:
  std::uint64_t seed_;
  std::unordered_map<std::string, std::uint64_t> bytes_used_;
};

bool is_random_device(std::string_view path);

}  // namespace crashproof
