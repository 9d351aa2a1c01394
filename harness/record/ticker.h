// Interrupts a blocking wait of this thread now and then, so that deadlines are seen.
#pragma once

#include <sched.h>
#include <signal.h>
#include <sys/types.h>
#include <time.h>

namespace crashproof {

// While it lives, blocking calls of the creating thread return EINTR at least every 50 ms. Uses
// SIGALRM, whose handler is put back at the end. Throws std::system_error.
class Ticker {
 public:
  Ticker();
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  struct sigaction before_ {};
  sigset_t mask_before_{};
  timer_t timer_{};
};

// Runs the calling thread on one CPU while it lives; -1: leaves it alone.
class PinnedThread {
 public:
  explicit PinnedThread(int cpu);
  ~PinnedThread();
  PinnedThread(const PinnedThread&) = delete;
  PinnedThread& operator=(const PinnedThread&) = delete;

 private:
  cpu_set_t before_{};
  bool pinned_ = false;
};

}  // namespace crashproof
