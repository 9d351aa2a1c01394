// Counting and printing failures.
#include "reference_pipeline/failures.h"

#include <fmt/format.h>

#include <cstdio>

namespace pipeline {

void Failures::add(std::string_view where, std::string_view reason) {
  const std::lock_guard lock(mutex_);
  ++count_;
  fmt::print(stderr, "reference_pipeline: {}: {}\n", where, reason);
}

std::uint64_t Failures::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

}  // namespace pipeline
