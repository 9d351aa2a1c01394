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
  std::uint64_t count() const;

 private:
  mutable std::mutex mutex_;
  std::uint64_t count_ = 0;
};

}  // namespace pipeline
