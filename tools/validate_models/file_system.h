// The file systems that are measured: how one is made, mounted and made to commit.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crashproof {

struct FileSystem {
  std::string_view name;   // as mount(2) knows it
  std::string_view model;  // of faults/persistence
  std::uint64_t size_bytes = 0;
  std::vector<std::string> mkfs;               // command, to which the device is added
  std::string_view fast_commits;               // mount options, "" if there are none for it
  bool (*commit)(int directory_fd) = nullptr;  // commits names as its own timer would
};

std::span<const FileSystem> file_systems();
const FileSystem* file_system_named(std::string_view name);

// The first of its mkfs programs that is not to be had, "" if all are.
std::string missing_program(const FileSystem& file_system);
// Throws std::runtime_error with what mkfs said.
void make_file_system(const FileSystem& file_system, const std::string& device);

}  // namespace crashproof
