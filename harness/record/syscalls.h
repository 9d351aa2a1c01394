// The system calls that can have a durable effect, as data: what the filter stops at and how the
// arguments are read.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "harness/model/event.h"

namespace crashproof {

// How a call is decoded; each has one pair of functions in the decoder.
enum class Shape : std::uint8_t {
  open,         // may create or truncate
  write,        // bytes from memory to a descriptor
  transfer,     // bytes from a descriptor to a descriptor
  clone_range,  // ioctl FICLONE, FICLONERANGE
  submit,       // io_submit
  touch,        // changes or syncs one existing file
  rename,
  remove,
  make,  // mkdir, mknod
  link,
  symlink,
  send,     // a socket call with an address or a message
  connect,  // remembered, so that later sends have an endpoint
  bind,     // makes a socket file
  map,
  protect,
  map_sync,
  sync,
  hold,    // changes what later paths mean: waits its turn like a file call, without an Event
  refuse,  // answered ENOSYS, with a Gap
  report,  // allowed, with a Gap
};

// Under which arguments the filter stops.
enum class Trap : std::uint8_t {
  always,
  writing_open,   // flags ask for writing, creating or truncating
  shared_map,     // a shared mapping of a file
  made_writable,  // protection with PROT_WRITE
  range_clone,    // the two requests of ioctl that write
  new_mounts,     // CLONE_NEWNS
};

// Argument positions, -1 where the call has no such argument.
struct SyscallRow {
  int number = -1;
  std::string_view name;
  Shape shape = Shape::report;
  EventKind kind = EventKind::write;
  Trap trap = Trap::always;
  int fd = -1;
  int directory = -1;  // descriptor that path is relative to; without it, the working directory
  int path = -1;
  int target_directory = -1;
  int target = -1;  // second path
  int data = -1;    // buffer, iovec, message, name of an attribute, …
  int length = -1;  // of data, or the new length
  int offset = -1;  // a number for write, a pointer for transfer
  int flags = -1;
  int mode = -1;
  bool follows = true;   // a symbolic link as the last part of path
  bool vector = false;   // data is an array of iovec
  bool message = false;  // data is a msghdr, or an array of mmsghdr
};

std::span<const SyscallRow> syscall_table();
// Null for a call that is not in the table.
const SyscallRow* find_syscall(std::uint64_t number);
// True for a call that is told how many bytes to write, and may write fewer.
bool counts_bytes(const SyscallRow& row);

}  // namespace crashproof
