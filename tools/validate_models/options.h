// The command line of validate-models.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace crashproof {

struct ValidateOptions {
  bool quick = false;
  std::vector<std::string> file_systems;  // empty: all
  std::vector<std::string> variants;      // empty: those that are usual
  std::vector<std::string> workloads;     // empty: all
  std::string model;                      // instead of each file system's own; "": that one
  std::uint64_t seed = 1;
  std::uint64_t images = 0;  // most crash images of one recording; 0: as is usual
  std::string json_path;     // "": none is written
  bool help = false;
};

// Throws std::invalid_argument with one line that says what is wrong.
ValidateOptions parse_validate_options(const std::vector<std::string>& words);
std::string validate_help();

}  // namespace crashproof
