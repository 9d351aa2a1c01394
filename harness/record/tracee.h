// What the supervisor knows of one traced thread and its process, and access to its memory.
#pragma once

#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/record/fd_paths.h"
#include "harness/record/pinned_call.h"
#include "harness/record/syscalls.h"

namespace crashproof {

struct Process {
  pid_t pid = 0;
  std::string role;
  std::string program;  // as in its last exec
  std::uint64_t children_started = 0;
  std::uint64_t threads_started = 1;
  std::uint64_t threads_alive = 0;
  bool shares_memory = false;  // with another process (CLONE_VM without CLONE_THREAD)
  bool held = false;           // none of its threads is to be resumed any more
  bool killed = false;         // by an injection of ours
};

// One system call between its entry and its exit.
struct Call {
  const SyscallRow* row = nullptr;
  std::array<std::uint64_t, 6> arguments{};
  FileSpot file;                     // what path or fd names, as it was at the entry
  FileSpot target;                   // what the second path names
  std::vector<Event> expected;       // what will have happened if it succeeds
  std::vector<std::size_t> cut_for;  // the injections whose position lies inside of it
  // It was told to write fewer bytes: what its memory and its registers have to hold afterwards.
  bool shortened = false;
  std::uint64_t shortened_address = 0;  // of an entry of its array of iovec; 0: it has no array
  iovec shortened_part{};
  bool file_existed = false;
  std::uint64_t open_flags = 0;
  std::string follows_point;  // Tracee::unlinked_point, as the call before left it

  // The argument at a position of the row; 0 where the call has none.
  std::uint64_t argument(int position) const {
    return position < 0 ? 0 : arguments[static_cast<std::size_t>(position)];
  }
};

struct Tracee {
  enum class State : std::uint8_t {
    running,
    queued,   // stopped at the entry of a call, until its turn comes
    in_call,  // will stop at the exit of `call`
  };
  pid_t tid = 0;
  std::shared_ptr<Process> process;
  std::string role;
  State state = State::running;
  bool held = false;  // not to be resumed any more
  Call call;
  std::optional<PinnedCall> pinned;  // until its exit-stop
  // The point that its last watched call marked by unlink; "" if that call did something else.
  std::string unlinked_point;

  bool is_held() const { return held || process->held; }
};

// Reads up to `length` bytes of a tracee's memory; fewer where it is not readable.
std::string read_memory(pid_t tid, std::uint64_t address, std::size_t length);
// A NUL-terminated text of at most PATH_MAX bytes; nothing where it is not readable.
std::optional<std::string> read_text(pid_t tid, std::uint64_t address);
// Overwrites memory even where the tracee itself could not.
bool overwrite_memory(pid_t tid, std::uint64_t address, const void* bytes, std::size_t length);

template <typename Value>
std::optional<Value> read_value(pid_t tid, std::uint64_t address) {
  const std::string bytes = read_memory(tid, address, sizeof(Value));
  if (bytes.size() != sizeof(Value)) return std::nullopt;
  Value value;
  __builtin_memcpy(&value, bytes.data(), sizeof value);
  return value;
}

// The first `length` bytes that an array of iovec in the tracee's memory stands for.
std::string read_gathered(pid_t tid, std::uint64_t iovec_address, std::uint64_t count,
                          std::uint64_t length);

}  // namespace crashproof
