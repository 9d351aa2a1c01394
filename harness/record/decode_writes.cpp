// Calls that put bytes into a file, or send them away through a descriptor.
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "harness/record/decoder.h"
#include "harness/record/file_descriptor.h"

namespace crashproof {
namespace {

// Flags of pwritev2 and of asynchronous writes: RWF_DSYNC, RWF_SYNC, RWF_APPEND.
constexpr std::uint64_t kDataSyncFlag = 0x2;
constexpr std::uint64_t kSyncFlag = 0x4;
constexpr std::uint64_t kAppendFlag = 0x10;

struct FdInfo {
  std::int64_t position = 0;
  std::uint64_t flags = 0;
};

FdInfo read_fdinfo(pid_t tid, int fd) {
  char path[48];
  std::snprintf(path, sizeof path, "/proc/%d/fdinfo/%d", tid, fd);
  FdInfo info;
  FileDescriptor file(::open(path, O_RDONLY | O_CLOEXEC));
  char text[256];
  const ssize_t length = file ? ::read(file.get(), text, sizeof text - 1) : -1;
  if (length <= 0) return info;
  text[length] = '\0';
  unsigned long flags = 0;
  long position = 0;
  std::sscanf(text, "pos: %ld flags: %lo", &position, &flags);
  return {position, flags};
}

// What a write does beside writing, by the flags of its descriptor and its own.
std::optional<EventKind> sync_by_flags(std::uint64_t open_flags, std::uint64_t write_flags) {
  // O_SYNC is O_DSYNC and a bit more, so all its bits have to be there.
  if ((open_flags & O_SYNC) == O_SYNC || (write_flags & kSyncFlag) != 0) return EventKind::fsync;
  if ((open_flags & O_DSYNC) != 0 || (write_flags & kDataSyncFlag) != 0) {
    return EventKind::fdatasync;
  }
  return std::nullopt;
}

bool stat_fd(pid_t tid, int fd, struct stat& status) {
  char link[48];
  std::snprintf(link, sizeof link, "/proc/%d/fd/%d", tid, fd);
  return ::stat(link, &status) == 0;
}

std::string read_back(pid_t tid, int fd, std::uint64_t offset, std::uint64_t length) {
  char link[48];
  std::snprintf(link, sizeof link, "/proc/%d/fd/%d", tid, fd);
  FileDescriptor file(::open(link, O_RDONLY | O_CLOEXEC));
  std::string bytes(length, '\0');
  std::size_t done = 0;
  while (file && done < bytes.size()) {
    const ssize_t count = ::pread(file.get(), bytes.data() + done, bytes.size() - done,
                                  static_cast<off_t>(offset + done));
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  bytes.resize(done);
  return bytes;
}

// True if a read from this descriptor returns at once.
bool has_input(pid_t tid, int fd, const FileSpot& source) {
  if (source.is_regular()) return true;
  if (!source.exists || !S_ISFIFO(source.status.st_mode)) return false;
  char link[48];
  std::snprintf(link, sizeof link, "/proc/%d/fd/%d", tid, fd);
  FileDescriptor pipe(::open(link, O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  int available = 0;
  return pipe && ::ioctl(pipe.get(), FIONREAD, &available) == 0 && available > 0;
}

}  // namespace

// A pipe, a terminal, a socket or a file, as something to write to.
Handling Decoder::enter_sink(Tracee& tracee, const FileSpot& sink) {
  if (!sink.exists) return Handling::pass;
  const FileIdentity identity = identity_of(sink.status);
  const bool to_stdout = launch_.stdout_fd >= 0 && identity == stdout_;
  if (to_stdout || (launch_.stderr_fd >= 0 && identity == stderr_)) {
    Event output = event_of(tracee, EventKind::output, FileSpot());
    output.path = to_stdout ? "stdout" : "stderr";
    tracee.call.expected.push_back(std::move(output));
    return sink.is_regular() ? Handling::serialise : Handling::watch;
  }
  if (S_ISSOCK(sink.status.st_mode)) {
    expect_send(tracee, sink.status, 0, 0);
    return tracee.call.expected.empty() ? Handling::pass : Handling::watch;
  }
  if (!sink.is_regular()) return Handling::pass;
  const Call& call = tracee.call;
  const std::uint64_t flags = call.row->shape == Shape::write ? call.argument(call.row->flags) : 0;
  return expect_write(tracee, static_cast<int>(call.argument(call.row->fd)), flags, sink);
}

// Of a write through this descriptor. No call changes these flags of a descriptor, and all opens
// for writing are seen, so runs without such flags pay nothing for it.
std::optional<EventKind> Decoder::own_sync(const Tracee& tracee, int fd,
                                           std::uint64_t write_flags) const {
  return sync_by_flags(syncing_opens_ ? read_fdinfo(tracee.tid, fd).flags : 0, write_flags);
}

Handling Decoder::expect_write(Tracee& tracee, int fd, std::uint64_t write_flags,
                               const FileSpot& file) {
  const Handling handling = expect(tracee, EventKind::write, file);
  if (handling == Handling::pass) return handling;
  if (const auto sync = own_sync(tracee, fd, write_flags)) expect(tracee, *sync, file);
  return handling;
}

Handling Decoder::enter_write(Tracee& tracee) {
  // A write of nothing does nothing to a file.
  const SyscallRow& row = *tracee.call.row;
  if (!row.vector && tracee.call.argument(row.length) == 0) return Handling::pass;
  tracee.call.file = fd_argument(tracee, tracee.call.row->fd);
  return enter_sink(tracee, tracee.call.file);
}

std::uint64_t Decoder::written_offset(const Tracee& tracee, int fd, const struct stat& after,
                                      std::int64_t result) const {
  const Call& call = tracee.call;
  const SyscallRow& row = *call.row;
  const auto length = static_cast<std::uint64_t>(result);
  const std::uint64_t given = call.argument(row.offset);
  const bool explicit_offset = row.offset >= 0 && static_cast<std::int64_t>(given) != -1;
  if (!explicit_offset) {
    return static_cast<std::uint64_t>(read_fdinfo(tracee.tid, fd).position) - length;
  }
  const auto size = static_cast<std::uint64_t>(after.st_size);
  if (given + length == size) return given;
  // Appending goes to the end of the file whatever the offset says.
  const bool appends = (call.argument(row.flags) & kAppendFlag) != 0 ||
                       (read_fdinfo(tracee.tid, fd).flags & O_APPEND) != 0;
  return appends ? size - length : given;
}

std::string Decoder::written_bytes(const Tracee& tracee, int fd, std::uint64_t offset,
                                   std::uint64_t length) const {
  const Call& call = tracee.call;
  const SyscallRow& row = *call.row;
  // Another thread may have changed the buffer meanwhile; the file says what was written.
  const bool alone = tracee.process->threads_alive == 1 && !tracee.process->shares_memory;
  if (alone && row.shape == Shape::write) {
    std::string bytes = row.vector ? read_gathered(tracee.tid, call.argument(row.data),
                                                   call.argument(row.length), length)
                                   : read_memory(tracee.tid, call.argument(row.data), length);
    if (bytes.size() == length) return bytes;
  }
  std::string bytes = read_back(tracee.tid, fd, offset, length);
  if (bytes.size() == length || row.shape != Shape::write) return bytes;
  return row.vector
             ? read_gathered(tracee.tid, call.argument(row.data), call.argument(row.length), length)
             : read_memory(tracee.tid, call.argument(row.data), length);
}

void Decoder::record_write(Tracee& tracee, int fd, std::uint64_t offset, std::int64_t result,
                           const std::optional<std::string>& bytes) {
  struct stat after = tracee.call.file.status;
  stat_fd(tracee.tid, fd, after);
  record_write(tracee, fd, after, offset, result, bytes);
}

void Decoder::record_write(Tracee& tracee, int fd, const struct stat& after, std::uint64_t offset,
                           std::int64_t result, const std::optional<std::string>& bytes) {
  const FileSpot& file = tracee.call.file;
  Event event = event_of(tracee, EventKind::write, file);
  event.offset = offset;
  event.length = static_cast<std::uint64_t>(result);
  event.result = result;
  event.inode = after.st_ino;
  event.mtime_ns = nanoseconds(after.st_mtim);
  const bool wanted = (log_.keeps_bytes() && file.keeps_bytes()) || !mapped_.empty();
  std::string content;
  if (bytes) {
    content = *bytes;
  } else if (wanted) {
    content = written_bytes(tracee, fd, offset, event.length);
  }
  if (wanted && content.size() != event.length) {
    log_.add_gap("bytes of a write that could not be read", file.event_path);
    content.resize(event.length);
  }
  record(std::move(event), file, content);
}

// Follows the write, which was the last Event. Another kind than a sync: it did not sync.
void Decoder::record_own_sync(const Tracee& tracee, EventKind kind) {
  if (kind != EventKind::fsync && kind != EventKind::fdatasync) return;
  Event event = log_.trace().events.back();
  event.kind = kind;
  record(std::move(event), tracee.call.file);
}

void Decoder::leave_write(Tracee& tracee, std::int64_t result) {
  Call& call = tracee.call;
  if (result <= 0 || call.expected.empty()) return;
  if (call.expected.front().kind != EventKind::write) return leave_send(tracee, result);
  const int fd = static_cast<int>(call.argument(call.row->fd));
  struct stat after = call.file.status;
  stat_fd(tracee.tid, fd, after);
  record_write(tracee, fd, after, written_offset(tracee, fd, after, result), result, std::nullopt);
  record_own_sync(tracee, call.expected.back().kind);
}

// sendfile, copy_file_range, splice: `directory` of the row is the descriptor that is read from.
Handling Decoder::enter_transfer(Tracee& tracee) {
  Call& call = tracee.call;
  call.file = fd_argument(tracee, call.row->fd);
  const Handling handling = enter_sink(tracee, call.file);
  if (handling != Handling::serialise) return handling;
  // Reading from an empty pipe or a socket waits for whoever fills it.
  const int source = static_cast<int>(call.argument(call.row->directory));
  const bool ready = has_input(tracee.tid, source, paths_.of_fd(tracee.tid, source));
  return ready ? Handling::serialise : Handling::watch;
}

void Decoder::leave_transfer(Tracee& tracee, std::int64_t result) {
  Call& call = tracee.call;
  if (result <= 0 || call.expected.empty()) return;
  if (call.expected.front().kind != EventKind::write) return leave_send(tracee, result);
  const int fd = static_cast<int>(call.argument(call.row->fd));
  const std::uint64_t pointer = call.argument(call.row->offset);
  // The kernel has moved the offset, wherever it is kept, behind what was written.
  const auto given = pointer != 0 ? read_value<std::int64_t>(tracee.tid, pointer) : std::nullopt;
  const std::int64_t end = given ? *given : read_fdinfo(tracee.tid, fd).position;
  record_write(tracee, fd, static_cast<std::uint64_t>(end - result), result);
  record_own_sync(tracee, call.expected.back().kind);
}

Handling Decoder::enter_clone_range(Tracee& tracee) {
  Call& call = tracee.call;
  call.file = fd_argument(tracee, call.row->fd);
  if (!call.file.is_regular()) return Handling::pass;
  return expect_write(tracee, static_cast<int>(call.argument(call.row->fd)), 0, call.file);
}

void Decoder::leave_clone_range(Tracee& tracee, std::int64_t result) {
  Call& call = tracee.call;
  if (result < 0 || call.expected.empty()) return;
  const int fd = static_cast<int>(call.argument(call.row->fd));
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  auto source = static_cast<int>(call.argument(call.row->data));
  if (static_cast<std::uint32_t>(call.argument(call.row->flags)) == FICLONERANGE) {
    const auto range = read_value<file_clone_range>(tracee.tid, call.argument(call.row->data));
    if (!range) return;
    offset = range->dest_offset;
    length = range->src_length;
    source = static_cast<int>(range->src_fd);
    if (length == 0) length = -range->src_offset;  // up to the end, whose place comes next
  }
  struct stat status {};
  if ((length == 0 || static_cast<std::int64_t>(length) < 0) &&
      stat_fd(tracee.tid, source, status)) {
    length += static_cast<std::uint64_t>(status.st_size);
  }
  if (length == 0) return;
  record_write(tracee, fd, offset, static_cast<std::int64_t>(length));
  record_own_sync(tracee, call.expected.back().kind);
}

// Asynchronous writes are recorded where they are submitted: a kill waits for them to end.
Handling Decoder::enter_submit(Tracee& tracee) {
  const Call& call = tracee.call;
  const std::uint64_t count = std::min<std::uint64_t>(call.argument(call.row->length), 1024);
  for (std::uint64_t n = 0; n < count; ++n) {
    const auto address =
        read_value<std::uint64_t>(tracee.tid, call.argument(call.row->data) + 8 * n);
    const auto block = address ? read_value<iocb>(tracee.tid, *address) : std::nullopt;
    if (!block) break;
    if (block->aio_lio_opcode != IOCB_CMD_PWRITE && block->aio_lio_opcode != IOCB_CMD_PWRITEV) {
      continue;
    }
    const int fd = static_cast<int>(block->aio_fildes);
    const FileSpot file = paths_.of_fd(tracee.tid, fd);
    if (file.is_regular()) {
      expect_write(tracee, fd, static_cast<std::uint64_t>(block->aio_rw_flags), file);
    }
  }
  return tracee.call.expected.empty() ? Handling::pass : Handling::serialise;
}

void Decoder::leave_submit(Tracee& tracee, std::int64_t result) {
  Call& call = tracee.call;
  for (std::int64_t n = 0; n < result; ++n) {
    const std::uint64_t slot = call.argument(call.row->data) + 8 * static_cast<std::uint64_t>(n);
    const auto address = read_value<std::uint64_t>(tracee.tid, slot);
    const auto block = address ? read_value<iocb>(tracee.tid, *address) : std::nullopt;
    if (!block) return;
    const bool plain = block->aio_lio_opcode == IOCB_CMD_PWRITE;
    if (!plain && block->aio_lio_opcode != IOCB_CMD_PWRITEV) continue;
    const int fd = static_cast<int>(block->aio_fildes);
    call.file = paths_.of_fd(tracee.tid, fd);
    if (!call.file.is_regular() || !call.file.counts()) continue;
    const std::string bytes =
        plain ? read_memory(tracee.tid, block->aio_buf, block->aio_nbytes)
              : read_gathered(tracee.tid, block->aio_buf, block->aio_nbytes, ~0ULL);
    record_write(tracee, fd, static_cast<std::uint64_t>(block->aio_offset),
                 static_cast<std::int64_t>(bytes.size()), bytes);
    const auto sync = own_sync(tracee, fd, static_cast<std::uint64_t>(block->aio_rw_flags));
    if (!sync) continue;
    // Where the write goes past the page cache, its bytes are safe only when it completes.
    log_.add_gap("asynchronous writes that sync: taken as safe when submitted",
                 call.file.event_path);
    record_own_sync(tracee, *sync);
  }
}

}  // namespace crashproof
