// Pins by the supervisor; libfaketime, which static programs do not see, is the way out.
#include "harness/trial/pinning.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

#include "harness/trial/environment.h"

namespace crashproof {
namespace {

constexpr std::int64_t pinned_instant_ns = 1'704'110'400'000'000'000;  // 2024-01-01 12:00:00 UTC
constexpr const char* pinned_instant = "2024-01-01 12:00:00";
constexpr std::uint64_t pinned_seed = 1;

constexpr std::array faketime_libraries{
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/faketime/libfaketime.so.1",
    "/usr/lib64/faketime/libfaketime.so.1",
};

bool try_to_trace() {
  const pid_t child = ::fork();
  if (child < 0) return false;
  if (child == 0) {
    for (;;) ::pause();
  }
  const bool allowed = ::ptrace(PTRACE_SEIZE, child, 0, 0) == 0;
  ::kill(child, SIGKILL);
  while (::waitpid(child, nullptr, __WALL) < 0 && errno == EINTR) {
  }
  return allowed;
}

// A frozen clock, since a running one would cross second borders at different places in each run.
void preload_clock(std::vector<std::string>& environment) {
  const auto* library = std::find_if(faketime_libraries.begin(), faketime_libraries.end(),
                                     [](const char* path) { return ::access(path, R_OK) == 0; });
  if (library == faketime_libraries.end()) {
    throw std::runtime_error("--pin-clock needs ptrace, or else libfaketime (package faketime)");
  }
  set_variable(environment, "LD_PRELOAD", *library);
  set_variable(environment, "FAKETIME", pinned_instant);
  set_variable(environment, "FAKETIME_DONT_FAKE_MONOTONIC", "1");
  set_variable(environment, "NO_FAKE_STAT", "1");
}

}  // namespace

Pins pins_of(const Subject& subject) {
  Pins pins;
  if (subject.pin_clock) pins.clock = WallClock::fixed_at(pinned_instant_ns);
  if (subject.pin_random) pins.random_seed = pinned_seed;
  return pins;
}

bool ptrace_allowed() {
  static const bool allowed = try_to_trace();
  return allowed;
}

void pin(Launch& launch, const Subject& subject) {
  const Pins pins = pins_of(subject);
  if (!pins.any()) return;
  if (ptrace_allowed()) {
    launch.pins = pins;
    return;
  }
  if (pins.random_seed) throw std::runtime_error("--pin-random needs ptrace");
  preload_clock(launch.environment);
}

}  // namespace crashproof
