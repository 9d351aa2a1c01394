// Counting and printing failures.
#include "reference_pipeline/failures.h"

#include "reference_pipeline/output.h"

namespace pipeline {

void Failures::add(std::string_view where, std::string_view reason) {
  const std::lock_guard lock(mutex_);
  ++count_;
  complain("{}: {}", where, reason);
}

void Failures::set_aside(std::string_view where, std::string_view reason) {
  const std::lock_guard lock(mutex_);
  ++set_aside_count_;
  complain("{}: set aside: {}", where, reason);
}

std::uint64_t Failures::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

std::uint64_t Failures::set_aside_count() const {
  const std::lock_guard lock(mutex_);
  return set_aside_count_;
}

}  // namespace pipeline
