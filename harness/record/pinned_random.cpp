// A counter, mixed with a key for each stream.
#include "harness/record/pinned_random.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

namespace crashproof {
namespace {

constexpr std::size_t kDeviceBytes = 1u << 20;

// The finalizer of SplitMix64.
std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

std::uint64_t key_of(std::uint64_t seed, std::string_view name) {
  std::uint64_t key = 0xcbf29ce484222325ULL;
  for (const char c : name) key = (key ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mixed(key ^ mixed(seed + 0x9e3779b97f4a7c15ULL));
}

std::string uuid_line(const std::string& bytes) {
  std::string text;
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    auto byte = static_cast<unsigned char>(bytes[n]);
    if (n == 6) byte = static_cast<unsigned char>((byte & 0x0f) | 0x40);  // version 4
    if (n == 8) byte = static_cast<unsigned char>((byte & 0x3f) | 0x80);  // its variant
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", byte);
    if (n == 4 || n == 6 || n == 8 || n == 10) text += '-';
    text += digits;
  }
  return text + "\n";
}

struct Device {
  std::string_view path;
  std::size_t bytes;
  bool is_uuid;
};

constexpr std::array kDevices{
    Device{"/dev/urandom", kDeviceBytes, false},
    Device{"/dev/random", kDeviceBytes, false},
    Device{"/proc/sys/kernel/random/uuid", 16, true},
};

const Device* find_device(std::string_view path) {
  const auto* found = std::find_if(kDevices.begin(), kDevices.end(),
                                   [&](const Device& device) { return device.path == path; });
  return found == kDevices.end() ? nullptr : found;
}

}  // namespace

std::string PinnedRandom::next(const std::string& name, std::size_t length) {
  constexpr std::uint64_t kWord = sizeof(std::uint64_t);
  std::uint64_t& used = bytes_used_[name];
  const std::uint64_t key = key_of(seed_, name);
  const std::uint64_t first = used / kWord;
  const std::size_t skipped = used % kWord;
  std::string bytes((skipped + length + kWord - 1) / kWord * kWord, '\0');
  for (std::size_t place = 0; place < bytes.size(); place += kWord) {
    const std::uint64_t word = mixed(key + (first + place / kWord + 1) * 0x9e3779b97f4a7c15ULL);
    std::memcpy(bytes.data() + place, &word, kWord);
  }
  used += length;
  return bytes.substr(skipped, length);
}

std::string PinnedRandom::device(std::string_view path, const std::string& role) {
  const Device* device = find_device(path);
  if (device == nullptr) return "";
  const std::string openings = role + " opens " + std::string(path);
  const std::uint64_t number = ++bytes_used_[openings];
  const std::string name = openings + " " + std::to_string(number);
  std::string bytes = next(name, device->bytes);
  bytes_used_.erase(name);
  return device->is_uuid ? uuid_line(bytes) : bytes;
}

bool is_random_device(std::string_view path) {
  return find_device(path) != nullptr;
}

}  // namespace crashproof
