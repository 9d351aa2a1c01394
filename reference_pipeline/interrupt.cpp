// Signal handlers that only use what is safe in a handler: atomics, alarm and _exit.
#include "reference_pipeline/interrupt.h"

#include <unistd.h>

#include <atomic>
#include <csignal>

#include "reference_pipeline/refusal.h"

namespace pipeline {
namespace {

std::atomic<int> first_signal = 0;
std::atomic<unsigned> grace_limit_seconds = 0;
static_assert(std::atomic<int>::is_always_lock_free);

constexpr int kBase = static_cast<int>(ExitCode::interrupted_base);

void on_interrupt(int number) {
  int none = 0;
  if (!first_signal.compare_exchange_strong(none, number)) ::_exit(kBase + number);
  ::alarm(grace_limit_seconds);
}

// Ending without a flush is safe: it is no worse than a SIGKILL, which every state here survives.
void on_grace_over(int) {
  ::_exit(kBase + first_signal);
}

void handle(int number, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  // No call is broken off with EINTR: workers look at the flag between steps instead.
  action.sa_flags = SA_RESTART;
  ::sigaction(number, &action, nullptr);
}

bool ignored(int number) {
  struct sigaction action = {};
  ::sigaction(number, nullptr, &action);
  return action.sa_handler == SIG_IGN;
}

}  // namespace

void catch_interrupts(int grace_seconds) {
  grace_limit_seconds = static_cast<unsigned>(grace_seconds);
  handle(SIGALRM, on_grace_over);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
    if (!ignored(number)) handle(number, on_interrupt);
  }
  // A write that these would end fails instead, and is reported like any other.
  for (const int number : {SIGPIPE, SIGXFSZ}) handle(number, SIG_IGN);
}

bool interrupt_requested() {
  return first_signal != 0;
}

int interrupt_signal() {
  return first_signal;
}

}  // namespace pipeline
