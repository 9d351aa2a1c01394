// ptrace requests; <linux/ptrace.h> clashes with <sys/ptrace.h>, so only the latter is used.
#include "harness/record/tracing.h"

#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>
#include <system_error>

namespace crashproof {
namespace {

constexpr std::size_t kArgumentRegisters[] = {
    offsetof(user_regs_struct, rdi), offsetof(user_regs_struct, rsi),
    offsetof(user_regs_struct, rdx), offsetof(user_regs_struct, r10),
    offsetof(user_regs_struct, r8),  offsetof(user_regs_struct, r9),
};

bool set_register(pid_t tid, std::size_t place, std::uint64_t value) {
  return ::ptrace(PTRACE_POKEUSER, tid, place, value) == 0;
}

bool set_argument(const Tracee& tracee, int position, std::uint64_t value) {
  return set_register(tracee.tid, kArgumentRegisters[static_cast<std::size_t>(position)], value);
}

std::uint64_t get_register(pid_t tid, std::size_t place) {
  errno = 0;
  return static_cast<std::uint64_t>(::ptrace(PTRACE_PEEKUSER, tid, place, 0));
}

// Shortens the array of iovec to so many bytes.
bool shorten_vector(Tracee& tracee, std::uint64_t length) {
  Call& call = tracee.call;
  const std::uint64_t address = call.argument(call.row->data);
  for (std::uint64_t n = 0; n < call.argument(call.row->length); ++n) {
    const std::uint64_t place = address + n * sizeof(iovec);
    auto part = read_value<iovec>(tracee.tid, place);
    if (!part) return false;
    if (part->iov_len < length) {
      length -= part->iov_len;
      continue;
    }
    const bool last = n + 1 == call.argument(call.row->length);
    if (last && part->iov_len == length) return false;
    call.shortened_address = place;
    call.shortened_part = *part;
    part->iov_len = length;
    return overwrite_memory(tracee.tid, place, &*part, sizeof *part) &&
           set_argument(tracee, call.row->length, n + 1);
  }
  return false;
}

}  // namespace

void seize(pid_t tid) {
  constexpr long kOptions = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK |
                            PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |
                            PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL;
  if (::ptrace(PTRACE_SEIZE, tid, 0, kOptions) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot trace the command (ptrace)");
  }
}

std::optional<SyscallEntry> syscall_entry(pid_t tid) {
  __ptrace_syscall_info info{};
  if (::ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof info, &info) <= 0 ||
      info.op != PTRACE_SYSCALL_INFO_SECCOMP) {
    return std::nullopt;
  }
  SyscallEntry entry;
  entry.architecture = info.arch;
  entry.number = info.seccomp.nr;
  for (std::size_t n = 0; n < entry.arguments.size(); ++n) {
    entry.arguments[n] = info.seccomp.args[n];
  }
  return entry;
}

std::optional<std::int64_t> syscall_result(pid_t tid) {
  __ptrace_syscall_info info{};
  if (::ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof info, &info) <= 0 ||
      info.op != PTRACE_SYSCALL_INFO_EXIT) {
    return std::nullopt;
  }
  return info.exit.rval;
}

bool is_entering(pid_t tid, std::uint64_t number) {
  __ptrace_syscall_info info{};
  return ::ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof info, &info) > 0 &&
         info.op == PTRACE_SYSCALL_INFO_ENTRY && info.entry.nr == number;
}

std::optional<std::int64_t> result_at_death(pid_t tid) {
  const auto result = static_cast<std::int64_t>(get_register(tid, offsetof(user_regs_struct, rax)));
  // The kernel puts ENOSYS there before a call runs.
  if (errno != 0 || result == -ENOSYS) return std::nullopt;
  return result;
}

std::uint64_t current_syscall(pid_t tid) {
  return get_register(tid, offsetof(user_regs_struct, orig_rax));
}

pid_t event_message(pid_t tid) {
  unsigned long message = 0;
  ::ptrace(PTRACE_GETEVENTMSG, tid, 0, &message);
  return static_cast<pid_t>(message);
}

void run_on(pid_t tid, int signal) {
  ::ptrace(PTRACE_CONT, tid, 0, signal);
}

void run_to_exit_of_call(pid_t tid, int signal) {
  ::ptrace(PTRACE_SYSCALL, tid, 0, signal);
}

void listen_in_group_stop(pid_t tid) {
  ::ptrace(PTRACE_LISTEN, tid, 0, 0);
}

void skip_call(pid_t tid, std::int64_t result) {
  set_register(tid, offsetof(user_regs_struct, orig_rax), ~0ULL);
  set_register(tid, offsetof(user_regs_struct, rax), static_cast<std::uint64_t>(result));
}

void enter_anew(const Tracee& tracee) {
  constexpr std::uint64_t kLengthOfInstruction = 2;
  const std::uint64_t behind = get_register(tracee.tid, offsetof(user_regs_struct, rip));
  // Without a number the kernel restarts nothing by itself; the instruction is run once more.
  set_register(tracee.tid, offsetof(user_regs_struct, orig_rax), ~0ULL);
  set_register(tracee.tid, offsetof(user_regs_struct, rax),
               static_cast<std::uint64_t>(tracee.call.row->number));
  set_register(tracee.tid, offsetof(user_regs_struct, rip), behind - kLengthOfInstruction);
}

bool shorten_call(Tracee& tracee, std::uint64_t length) {
  Call& call = tracee.call;
  const SyscallRow& row = *call.row;
  if (!counts_bytes(row)) return false;
  if (row.vector) {
    call.shortened = shorten_vector(tracee, length);
  } else {
    call.shortened = call.argument(row.length) > length && set_argument(tracee, row.length, length);
  }
  return call.shortened;
}

void undo_shortening(Tracee& tracee) {
  Call& call = tracee.call;
  if (!call.shortened) return;
  call.shortened = false;
  set_argument(tracee, call.row->length, call.argument(call.row->length));
  if (call.shortened_address == 0) return;
  overwrite_memory(tracee.tid, call.shortened_address, &call.shortened_part,
                   sizeof call.shortened_part);
}

void interrupt(pid_t tid) {
  ::ptrace(PTRACE_INTERRUPT, tid, 0, 0);
}

}  // namespace crashproof
