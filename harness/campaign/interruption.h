// SIGINT and SIGTERM end a campaign early and leave it resumable.
#pragma once

#include <stdexcept>

namespace crashproof {

// Thrown where a campaign notices it. Not an error: Report::interrupted is what comes of it.
struct Interrupted : std::runtime_error {
  Interrupted() : std::runtime_error("interrupted") {}
};

// While one lives, the signals only set a flag. Restores the former handlers.
class InterruptionGuard {
 public:
  InterruptionGuard();
  ~InterruptionGuard();
  InterruptionGuard(const InterruptionGuard&) = delete;
  InterruptionGuard& operator=(const InterruptionGuard&) = delete;
};

bool interrupted();

}  // namespace crashproof
