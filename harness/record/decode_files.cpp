// Calls that change or sync a file that exists, mappings, and what cannot be followed.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <cstdio>
#include <string>

#include "harness/record/decoder.h"

namespace crashproof {
namespace {

constexpr std::uint64_t kMostAttributeBytes = 64 * 1024;  // XATTR_SIZE_MAX

struct AttributeArguments {  // struct xattr_args, newer than our oldest headers
  std::uint64_t value = 0;
  std::uint32_t size = 0;
  std::uint32_t flags = 0;
};

std::string attribute_value(const Tracee& tracee) {
  const Call& call = tracee.call;
  std::uint64_t address = call.argument(call.row->data);
  std::uint64_t length = call.argument(call.row->length);
  if (call.row->length < 0) {
    const auto arguments = read_value<AttributeArguments>(tracee.tid, address);
    if (!arguments) return "";
    address = arguments->value;
    length = arguments->size;
  }
  return read_memory(tracee.tid, address, std::min(length, kMostAttributeBytes));
}

bool failed(std::int64_t result) {
  return result < 0 && result > -4096;
}

}  // namespace

Handling Decoder::enter_touch(Tracee& tracee) {
  Call& call = tracee.call;
  const SyscallRow& row = *call.row;
  const std::uint64_t flags = row.shape == Shape::touch ? call.argument(row.flags) : 0;
  const bool by_directory = row.fd < 0 && row.directory >= 0;
  const bool no_path = by_directory && call.argument(row.path) == 0;
  if (row.fd >= 0) {
    call.file = fd_argument(tracee, row.fd);
  } else if (no_path) {
    call.file = fd_argument(tracee, row.directory);
  } else {
    call.file = path_argument(tracee, row.directory, row.path,
                              row.follows && (flags & AT_SYMLINK_NOFOLLOW) == 0);
    if (by_directory && (flags & AT_EMPTY_PATH) != 0 && call.file.absolute.empty()) {
      call.file = fd_argument(tracee, row.directory);
    }
  }
  const bool by_path = row.fd < 0 && !no_path;
  const bool sized = row.kind == EventKind::truncate || row.kind == EventKind::allocate;
  if (!call.file.exists || (sized && !call.file.is_regular())) {
    return by_path ? nothing_now(call.file) : Handling::pass;
  }
  return expect(tracee, row.kind, call.file);
}

void Decoder::leave_touch(Tracee& tracee, std::int64_t result) {
  Call& call = tracee.call;
  const SyscallRow& row = *call.row;
  if (result < 0 || call.expected.empty()) return;
  Event event = call.expected.front();
  event.result = result;
  struct stat after = call.file.status;
  if (!call.file.absolute.empty()) {
    ::lstat(call.file.absolute.c_str(), &after);
  } else {
    after = fd_argument(tracee, row.fd >= 0 ? row.fd : row.directory).status;
  }
  event.inode = after.st_ino;
  event.mtime_ns = nanoseconds(after.st_mtim);
  std::string bytes;
  switch (event.kind) {
    case EventKind::allocate:
      event.mode = static_cast<std::uint32_t>(call.argument(row.mode));
      [[fallthrough]];
    case EventKind::truncate:
    case EventKind::sync_range:
      event.offset = call.argument(row.offset);
      event.length = call.argument(row.length);
      break;
    case EventKind::chmod:
      event.mode = after.st_mode & 07777;
      break;
    case EventKind::chown:
      event.uid = after.st_uid;
      event.gid = after.st_gid;
      break;
    case EventKind::utimens:
      event.atime_ns = nanoseconds(after.st_atim);
      break;
    case EventKind::setxattr:
      bytes = attribute_value(tracee);
      [[fallthrough]];
    case EventKind::removexattr:
      event.target = read_text(tracee.tid, call.argument(row.target)).value_or("");
      break;
    default:
      break;
  }
  record(std::move(event), call.file, bytes);
}

Handling Decoder::enter_map(Tracee& tracee) {
  Call& call = tracee.call;
  call.file = fd_argument(tracee, call.row->fd);
  return call.file.is_regular() && call.file.counts() ? Handling::serialise : Handling::pass;
}

void Decoder::leave_map(Tracee& tracee, std::int64_t result) {
  Call& call = tracee.call;
  if (failed(result)) return;
  const int fd = static_cast<int>(call.argument(call.row->fd));
  const bool writable = (call.argument(call.row->mode) & PROT_WRITE) != 0;
  mapped_.map(tracee.tid, fd, call.file, writable, tracee.process->role);
}

Handling Decoder::enter_protect(Tracee&) {
  return mapped_.empty() ? Handling::pass : Handling::serialise;
}

void Decoder::leave_protect(Tracee& tracee, std::int64_t result) {
  if (!failed(result)) mapped_.made_writable(tracee.process->pid);
}

Handling Decoder::enter_map_sync(Tracee& tracee) {
  Call& call = tracee.call;
  // MS_ASYNC promises nothing. Its turn is kept all the same: what was stored before it is found
  // before what comes after it.
  if ((call.argument(call.row->flags) & MS_SYNC) == 0) return enter_protect(tracee);
  call.file = mapped_.file_at(tracee.process->pid, call.argument(call.row->data));
  return expect(tracee, EventKind::msync, call.file);
}

Handling Decoder::enter_sync(Tracee& tracee) {
  tracee.call.expected.push_back(event_of(tracee, EventKind::sync, FileSpot()));
  return Handling::serialise;
}

void Decoder::leave_expected(Tracee& tracee, std::int64_t result) {
  if (failed(result)) return;
  for (Event& event : tracee.call.expected) record(std::move(event), tracee.call.file);
}

Handling Decoder::enter_hold(Tracee&) {
  return Handling::serialise;
}

Handling Decoder::enter_refuse(Tracee& tracee) {
  log_.add_gap(std::string(tracee.call.row->name) + " refused (ENOSYS)", tracee.process->program);
  return Handling::refuse;
}

Handling Decoder::enter_report(Tracee& tracee) {
  if (tracee.call.row->number != SYS_ptrace) return Handling::watch;
  // It fails because we are there already, or catches a stranger: either way it is worth a word.
  log_.add_gap("ptrace used by the subject while it is traced", tracee.process->program);
  return Handling::pass;
}

void Decoder::leave_report(Tracee& tracee, std::int64_t result) {
  if (failed(result)) return;
  log_.add_gap(std::string(tracee.call.row->name) + ": paths may mean other files afterwards",
               tracee.process->program);
}

}  // namespace crashproof
