// The sequences of operations whose crash states are measured.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tools/validate_models/steps.h"

namespace crashproof {

struct InitialFile {
  std::string_view path;
  std::uint64_t size = 0;  // bytes of file_data('O', 0, size)
};

struct Workload {
  std::string_view name;     // also of its directory
  std::string_view summary;  // as in the table of outcomes
  std::vector<InitialFile> initial;
  void (*run)(Steps& steps) = nullptr;
};

std::span<const Workload> workloads();
const Workload* workload_named(std::string_view name);

}  // namespace crashproof
