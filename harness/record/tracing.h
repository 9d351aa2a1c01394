// The requests of ptrace that the supervisor needs. A tracee may die at any moment, so each of
// them may fail; the next wait then tells.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <optional>

#include "harness/record/tracee.h"

namespace crashproof {

struct SyscallEntry {
  std::uint32_t architecture = 0;  // AUDIT_ARCH_*
  std::uint64_t number = 0;
  std::array<std::uint64_t, 6> arguments{};
};

// Starts to trace a thread that has stopped itself. Throws std::system_error if that is refused.
void seize(pid_t tid);
// At a seccomp stop.
std::optional<SyscallEntry> syscall_entry(pid_t tid);
// At an exit-stop.
std::optional<std::int64_t> syscall_result(pid_t tid);
// The result register of a thread that dies within a call; nothing if the call did not run.
std::optional<std::int64_t> result_at_death(pid_t tid);
// At a stop of a run to the exit: it is the entry of this call.
bool is_entering(pid_t tid, std::uint64_t number);
// The number of the call that a thread is in, at any stop.
std::uint64_t current_syscall(pid_t tid);
// The value that came with a ptrace event: a new thread's id, the former id of an exec.
pid_t event_message(pid_t tid);

void run_on(pid_t tid, int signal = 0);
// To the next entry or exit of a call; from a seccomp stop that is the exit.
void run_to_exit_of_call(pid_t tid, int signal = 0);
void listen_in_group_stop(pid_t tid);
// At a seccomp stop: the call does not run and returns this.
void skip_call(pid_t tid, std::int64_t result);
// At a seccomp stop: the call does not run now, but is entered anew once pending signals have been
// delivered and handled.
void enter_anew(const Tracee& tracee);
// At a seccomp stop: the call writes only its first `length` bytes. False if it cannot be
// shortened, or is not longer than that anyway.
bool shorten_call(Tracee& tracee, std::uint64_t length);
// At the exit-stop of a shortened call: its arguments are as the program had them again.
void undo_shortening(Tracee& tracee);
// Makes a running thread stop.
void interrupt(pid_t tid);

}  // namespace crashproof
