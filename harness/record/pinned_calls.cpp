// What happens at the stops of a run with Pins.
#include "harness/record/pinned_calls.h"

#include <elf.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/memfd.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/user.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "harness/record/deadlines.h"
#include "harness/record/file_descriptor.h"
#include "harness/record/vdso.h"

namespace crashproof {
namespace {

constexpr int kOpenat2 = 437;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kMostRandomBytes = 0x7fffffff >> 6;  // as the kernel's own
constexpr std::uint64_t kRandomBytesAtOnce = 64 * 1024;
constexpr std::uint64_t kRedZone = 128;  // below the stack pointer, may hold variables

timespec split(std::int64_t time_ns) {
  timespec parts{};
  parts.tv_nsec = (time_ns % kSecond + kSecond) % kSecond;
  parts.tv_sec = (time_ns - parts.tv_nsec) / kSecond;
  return parts;
}

std::int64_t joined(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * kSecond + time.tv_nsec;
}

std::int64_t real_ns(int clock_id) {
  timespec now{};
  ::clock_gettime(clock_id, &now);
  return joined(now);
}

template <typename Value>
bool put(pid_t tid, std::uint64_t address, const Value& value) {
  return overwrite_memory(tid, address, &value, sizeof value);
}

// Bytes that the thread does not use, for the length of one call. A signal's handler may use
// them, but then the call is over, or begins anew with a stop of its own.
std::uint64_t scratch(const user_regs_struct& registers, std::size_t length) {
  return (registers.rsp - kRedZone - length) & ~15ULL;
}

std::optional<user_regs_struct> registers_of(pid_t tid) {
  user_regs_struct registers{};
  if (::ptrace(PTRACE_GETREGS, tid, 0, &registers) != 0) return std::nullopt;
  return registers;
}

void set_arguments(user_regs_struct& registers, const std::array<std::uint64_t, 6>& arguments) {
  registers.rdi = arguments[0];
  registers.rsi = arguments[1];
  registers.rdx = arguments[2];
  registers.r10 = arguments[3];
  registers.r8 = arguments[4];
  registers.r9 = arguments[5];
}

bool set_registers(pid_t tid, user_regs_struct registers) {
  return ::ptrace(PTRACE_SETREGS, tid, 0, &registers) == 0;
}

struct Auxiliary {
  std::uint64_t vdso = 0;
  std::uint64_t random = 0;
  bool readable = false;  // and of a 64-bit program
};

Auxiliary auxiliary_of(pid_t pid) {
  Auxiliary found;
  const std::string path = "/proc/" + std::to_string(pid) + "/auxv";
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  Elf64_auxv_t entries[64];
  const ssize_t size = file ? ::read(file.get(), entries, sizeof entries) : -1;
  for (std::size_t n = 0; size > 0 && n < static_cast<std::size_t>(size) / sizeof *entries; ++n) {
    if (entries[n].a_type == AT_SYSINFO_EHDR) found.vdso = entries[n].a_un.a_val;
    if (entries[n].a_type == AT_RANDOM) found.random = entries[n].a_un.a_val;
    found.readable = found.readable || entries[n].a_type == AT_PHDR;
  }
  return found;
}

bool addresses_are_fixed(pid_t pid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/personality";
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char text[32] = "";
  if (!file || ::read(file.get(), text, sizeof text - 1) <= 0) return false;
  return (std::strtoul(text, nullptr, 16) & ADDR_NO_RANDOMIZE) != 0;
}

std::uint64_t open_flags(pid_t tid, const SyscallEntry& entry) {
  if (entry.number == SYS_open) return entry.arguments[1];
  if (entry.number == SYS_openat) return entry.arguments[2];
  return read_value<std::uint64_t>(tid, entry.arguments[2]).value_or(O_PATH);
}

}  // namespace

PinnedCalls::PinnedCalls(const Pins& pins) : pins_(pins) {
  if (pins.random_seed) random_.emplace(*pins.random_seed);
}

PinnedCalls::Answer PinnedCalls::enter(Tracee& tracee, const SyscallEntry& entry) {
  if (!pins_.any() || entry.architecture != AUDIT_ARCH_X86_64) return Answer::not_ours;
  switch (entry.number) {
    case SYS_clock_gettime:
    case SYS_gettimeofday:
    case SYS_time:
      return show_clock(tracee, entry);
    case SYS_getrandom:
      return give_random(tracee, entry.arguments);
    case SYS_open:
    case SYS_openat:
    case kOpenat2:
      return random_ ? open_device(tracee, entry) : Answer::not_ours;
    default:
      return pins_.clock_is_pinned() ? move_deadline(tracee, entry) : Answer::not_ours;
  }
}

std::int64_t PinnedCalls::look(const Tracee& tracee, int clock_id) {
  const std::int64_t now = real_ns(clock_id);
  if (pins_.clock.kind != WallClock::Kind::stepped) return shown_ns(pins_.clock, now, 0);
  return shown_ns(pins_.clock, now, looks_[tracee.role]++);
}

PinnedCalls::Answer PinnedCalls::show_clock(Tracee& tracee, const SyscallEntry& entry) {
  const pid_t tid = tracee.tid;
  const auto& arguments = entry.arguments;
  const bool by_id = entry.number == SYS_clock_gettime;
  const timespec now = split(look(tracee, by_id ? static_cast<int>(arguments[0]) : CLOCK_REALTIME));
  bool written = true;
  std::int64_t result = 0;
  if (by_id) {
    written = put(tid, arguments[1], now);
  } else if (entry.number == SYS_gettimeofday) {
    const timeval value{now.tv_sec, now.tv_nsec / 1'000};
    written = (arguments[0] == 0 || put(tid, arguments[0], value)) &&
              (arguments[1] == 0 || put(tid, arguments[1], std::uint64_t{0}));
  } else {
    result = now.tv_sec;
    written = arguments[0] == 0 || put(tid, arguments[0], now.tv_sec);
  }
  skip_call(tid, written ? result : -EFAULT);
  return Answer::run_on;
}

// The thread waits for a copy of its time, below its stack: others may wait for the same variable.
PinnedCalls::Answer PinnedCalls::move_deadline(Tracee& tracee, const SyscallEntry& entry) {
  const pid_t tid = tracee.tid;
  const DeadlineRow* row = find_deadline(tid, entry.number, entry.arguments);
  if (row == nullptr) return Answer::not_ours;
  struct {
    timespec interval;
    timespec value;
  } wanted{};
  const std::size_t length = row->interval ? sizeof wanted : sizeof wanted.value;
  void* const target = row->interval ? static_cast<void*>(&wanted) : &wanted.value;
  const std::string given = read_memory(tid, entry.arguments[row->argument], length);
  std::optional<user_regs_struct> registers = registers_of(tid);
  if (given.size() != length || !registers) return Answer::run_on;
  std::memcpy(target, given.data(), length);
  const bool disarms = row->interval && joined(wanted.value) == 0;
  if (disarms || wanted.value.tv_sec < 0 || wanted.value.tv_nsec < 0 ||
      wanted.value.tv_nsec >= kSecond) {
    return Answer::run_on;  // the kernel answers that
  }
  const std::int64_t real = real_ns(CLOCK_REALTIME);
  const std::int64_t shown = shown_ns(pins_.clock, real, looks_[tracee.role]);
  // Long past is past; 0 would disarm a timer.
  wanted.value = split(std::max<std::int64_t>(joined(wanted.value) - shown + real, 1));
  const std::uint64_t address = scratch(*registers, length);
  if (!overwrite_memory(tid, address, target, length)) return Answer::run_on;
  tracee.pinned.emplace().arguments = entry.arguments;
  std::array<std::uint64_t, 6> changed = entry.arguments;
  changed[row->argument] = address;
  set_arguments(*registers, changed);
  set_registers(tid, *registers);
  return Answer::to_exit;
}

PinnedCalls::Answer PinnedCalls::give_random(Tracee& tracee, const Arguments& arguments) {
  constexpr std::uint64_t kKnownFlags = GRND_NONBLOCK | GRND_RANDOM | 4;  // GRND_INSECURE
  if (!random_ || (arguments[2] & ~kKnownFlags) != 0) return Answer::run_on;
  const std::uint64_t length = std::min(arguments[1], kMostRandomBytes);
  std::uint64_t written = 0;
  while (written < length) {
    const std::uint64_t part = std::min(length - written, kRandomBytesAtOnce);
    const std::string bytes = random_->next(tracee.role, part);
    if (!overwrite_memory(tracee.tid, arguments[0] + written, bytes.data(), part)) break;
    written += part;
  }
  const bool nothing = written == 0 && length > 0;
  skip_call(tracee.tid, nothing ? -EFAULT : static_cast<std::int64_t>(written));
  return Answer::run_on;
}

// A memory file in place of the device: any process may read it, through any descriptor.
PinnedCalls::Answer PinnedCalls::open_device(Tracee& tracee, const SyscallEntry& entry) {
  const std::uint64_t flags = open_flags(tracee.tid, entry);
  if ((flags & (O_DIRECTORY | O_PATH)) != 0 || (flags & O_ACCMODE) == O_WRONLY) {
    return Answer::not_ours;
  }
  const std::size_t at = entry.number == SYS_open ? 0 : 1;
  const std::optional<std::string> path = read_text(tracee.tid, entry.arguments[at]);
  if (!path || !is_random_device(*path)) return Answer::not_ours;
  std::optional<user_regs_struct> registers = registers_of(tracee.tid);
  constexpr char kName[] = "pinned random";
  if (!registers) return Answer::run_on;
  const std::uint64_t address = scratch(*registers, sizeof kName);
  if (!overwrite_memory(tracee.tid, address, kName, sizeof kName)) return Answer::run_on;
  PinnedCall& call = tracee.pinned.emplace();
  call.arguments = entry.arguments;
  call.content = random_->device(*path, tracee.role);
  registers->orig_rax = SYS_memfd_create;
  registers->rdi = address;
  registers->rsi = (flags & O_CLOEXEC) != 0 ? MFD_CLOEXEC : 0;
  set_registers(tracee.tid, *registers);
  return Answer::to_exit;
}

bool PinnedCalls::leave(Tracee& tracee) {
  if (!tracee.pinned) return false;
  const PinnedCall call = std::move(*tracee.pinned);
  tracee.pinned.reset();
  std::optional<user_regs_struct> registers = registers_of(tracee.tid);
  if (!registers) return true;
  const auto result = static_cast<std::int64_t>(registers->rax);
  if (!call.content.empty() && result >= 0) {
    const std::string path =
        "/proc/" + std::to_string(tracee.tid) + "/fd/" + std::to_string(result);
    const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (file) ::pwrite(file.get(), call.content.data(), call.content.size(), 0);
  }
  set_arguments(*registers, call.arguments);
  set_registers(tracee.tid, *registers);
  return true;
}

std::string PinnedCalls::prepare(const Tracee& tracee) {
  const pid_t pid = tracee.tid;
  if (!pins_.any()) return "";
  const Auxiliary auxiliary = auxiliary_of(pid);
  if (!auxiliary.readable) return "program whose clock and random bytes could not be pinned";
  if (auxiliary.vdso != 0 && !patch_vdso(pid, auxiliary.vdso, pins_)) {
    return "program in which the kernel's clock functions could not be replaced";
  }
  if (!random_) return "";
  const std::string bytes = random_->next(tracee.role + " starts", 16);
  if (auxiliary.random != 0) {
    overwrite_memory(pid, auxiliary.random, bytes.data(), bytes.size());
  }
  const bool first = !addresses_checked_;
  addresses_checked_ = true;
  return first && !addresses_are_fixed(pid) ? "addresses could not be fixed" : "";
}

}  // namespace crashproof
