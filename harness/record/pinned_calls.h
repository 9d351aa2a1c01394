// Answers the system calls that Pins are about, and prepares the programs that a run executes.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "harness/record/pinned_random.h"
#include "harness/record/pins.h"
#include "harness/record/tracee.h"
#include "harness/record/tracing.h"

namespace crashproof {

// For one run, by its tracer. Threads are only ever touched while they are stopped; the caller
// resumes them.
class PinnedCalls {
 public:
  enum class Answer : std::uint8_t {
    not_ours,  // not a call that a pin is about
    run_on,    // it may run on
    to_exit,   // it is to be stopped at the exit of the call, for leave()
  };

  explicit PinnedCalls(const Pins& pins);

  // At a seccomp stop.
  Answer enter(Tracee& tracee, const SyscallEntry& entry);
  // At an exit-stop: finishes what enter has begun, if anything. True if it had.
  bool leave(Tracee& tracee);
  // At the stop of an exec, before the new program's first instruction. What could not be pinned in
  // it, "" if everything was.
  std::string prepare(const Tracee& tracee);

 private:
  using Arguments = std::array<std::uint64_t, 6>;

  Answer show_clock(Tracee& tracee, const SyscallEntry& entry);
  Answer move_deadline(Tracee& tracee, const SyscallEntry& entry);
  Answer give_random(Tracee& tracee, const Arguments& arguments);
  Answer open_device(Tracee& tracee, const SyscallEntry& entry);
  std::int64_t look(const Tracee& tracee, int clock_id);

  const Pins pins_;
  std::optional<PinnedRandom> random_;
  std::unordered_map<std::string, std::uint64_t> looks_;  // at a stepped clock, by role
  bool addresses_checked_ = false;
};

}  // namespace crashproof
