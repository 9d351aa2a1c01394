// What failed in a run: counted, and told in one line each, while the other items go on.
#pragma once

#include <cstdint>
#include <mutex>
#include <string_view>

namespace pipeline {

class Failures {
 public:
  // Prints "reference_pipeline: WHERE: reason" on stderr. May be called by several workers.
  void add(std::string_view where, std::string_view reason);
  // The same for an item that is not tried in this run because earlier runs died over it.
  void set_aside(std::string_view where, std::string_view reason);
  std::uint64_t count() const;
  std::uint64_t set_aside_count() const;

 private:
  mutable std::mutex mutex_;
  std::uint64_t count_ = 0;
  std::uint64_t set_aside_count_ = 0;
};

}  // namespace pipeline
