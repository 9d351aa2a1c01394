// Calls that make, move and remove names of files.
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>

#include <cstdio>

#include "harness/record/decoder.h"

namespace crashproof {
namespace {

constexpr std::uint64_t kExchange = 2;   // RENAME_EXCHANGE
constexpr std::uint64_t kNoReplace = 1;  // RENAME_NOREPLACE
constexpr std::uint64_t kWhiteout = 4;   // RENAME_WHITEOUT
constexpr std::string_view kMarker = "/.crashproof/point/";

std::int64_t directory_time(const FileSpot& file) {
  struct stat status {};
  if (file.absolute.empty() || ::stat(directory_of(file.absolute).c_str(), &status) != 0) return 0;
  return nanoseconds(status.st_mtim);
}

std::uint64_t flags_of_open(const Tracee& tracee) {
  const Call& call = tracee.call;
  if (call.row->number == SYS_creat) return O_CREAT | O_WRONLY | O_TRUNC;
  if (call.row->number != SYS_openat2) return call.argument(call.row->flags);
  const auto how = read_value<open_how>(tracee.tid, call.argument(call.row->data));
  return how ? how->flags : 0;
}

bool wants_unnamed(std::uint64_t flags) {
  return (flags & O_TMPFILE) == O_TMPFILE;
}

// A new file or an old one is opened for reading, and what it holds stays.
bool reads_only(std::uint64_t flags) {
  return (flags & O_ACCMODE) == O_RDONLY && (flags & (O_TRUNC | O_PATH)) == 0 &&
         !wants_unnamed(flags);
}

bool removes_directory(const Call& call) {
  return call.row->kind == EventKind::rmdir || (call.argument(call.row->flags) & AT_REMOVEDIR) != 0;
}

// Opening a FIFO waits for its other end, and what a device waits for nobody knows.
bool may_wait_in_open(const FileSpot& file) {
  return S_ISFIFO(file.status.st_mode) || S_ISCHR(file.status.st_mode) ||
         S_ISBLK(file.status.st_mode);
}

}  // namespace

Handling Decoder::enter_open(Tracee& tracee) {
  Call& call = tracee.call;
  call.open_flags = flags_of_open(tracee);
  const std::uint64_t flags = call.open_flags;
  syncing_opens_ = syncing_opens_ || (flags & O_SYNC) != 0;
  const bool has_effect = (flags & (O_CREAT | O_TRUNC)) != 0 || wants_unnamed(flags);
  const bool reads = launch_.traced_opens && reads_only(flags);
  if (!has_effect && !reads && (flags & O_ACCMODE) == O_RDONLY) return Handling::pass;
  const bool exclusive = (flags & O_CREAT) != 0 && (flags & O_EXCL) != 0;
  if (call.row->path < 0) return (flags & O_TRUNC) != 0 ? Handling::serialise : Handling::pass;
  call.file = path_argument(tracee, call.row->directory, call.row->path,
                            (flags & O_NOFOLLOW) == 0 && !exclusive);
  const FileSpot& file = call.file;
  call.file_existed = file.exists;
  if (reads && !exclusive && file.is_regular() && file.place == Place::workspace) {
    return expect(tracee, EventKind::open, file);
  }
  // Without an effect it is of interest only if it is refused.
  if (!has_effect && (reads || file.place != Place::elsewhere)) return Handling::pass;
  if (wants_unnamed(flags)) {
    return file.is_directory() ? expect(tracee, EventKind::tmpfile, file) : nothing_now(file);
  }
  if (file.exists && !file.is_regular()) {
    return !exclusive && may_wait_in_open(file) ? Handling::pass : nothing_now(file);
  }
  if (!file.exists && (flags & O_CREAT) != 0 && file.counts()) {
    return expect(tracee, EventKind::create, file);
  }
  if (file.exists && !exclusive && (flags & O_TRUNC) != 0) {
    return expect(tracee, EventKind::truncate, file);
  }
  return nothing_now(file);
}

void Decoder::leave_unnamed(Tracee& tracee, int fd) {
  char link[48];
  std::snprintf(link, sizeof link, "/proc/%d/fd/%d", tracee.tid, fd);
  struct stat status {};
  if (::stat(link, &status) != 0) return;
  paths_.unnamed_made(status);
  const FileSpot file = paths_.of_fd(tracee.tid, fd);
  Event event = event_of(tracee, EventKind::tmpfile, file);
  event.mode = status.st_mode & 07777;
  event.result = fd;
  event.inode = status.st_ino;
  event.mtime_ns = nanoseconds(status.st_mtim);
  record(std::move(event), file);
}

void Decoder::leave_open(Tracee& tracee, std::int64_t result) {
  if (result < 0) return;
  const int fd = static_cast<int>(result);
  Call& call = tracee.call;
  if (wants_unnamed(call.open_flags)) return leave_unnamed(tracee, fd);
  if (!call.expected.empty() && call.expected.front().kind == EventKind::open) {
    Event opened = call.expected.front();
    opened.result = result;
    opened.inode = call.file.status.st_ino;
    return record(std::move(opened), call.file);
  }
  const bool created = call.row->path >= 0 && !call.file_existed;
  if (!created && (call.open_flags & O_TRUNC) == 0) return;
  // The kernel's own answer; other threads may already have closed or moved the descriptor.
  FileSpot file = paths_.of_fd(tracee.tid, fd);
  if (file.absolute.empty()) file = paths_.of_absolute(call.file.absolute);
  if (!file.is_regular() || !file.counts()) return;
  if (created) paths_.created(file.status);
  Event event = event_of(tracee, created ? EventKind::create : EventKind::truncate, file);
  event.result = result;
  if (created) event.mode = file.status.st_mode & 07777;
  note_after(event, file, created);
  record(std::move(event), file);
}

Handling Decoder::enter_rename(Tracee& tracee) {
  Call& call = tracee.call;
  const SyscallRow& row = *call.row;
  const std::uint64_t flags = call.argument(row.flags);
  call.file = path_argument(tracee, row.directory, row.path, false);
  call.target = path_argument(tracee, row.target_directory, row.target, false);
  if (!call.file.exists || (!call.file.counts() && !call.target.counts())) {
    return nothing_now(call.file);
  }
  const bool exchanges = (flags & kExchange) != 0;
  // Two names of one file: the kernel does nothing.
  if (!exchanges && call.target.exists &&
      identity_of(call.file.status) == identity_of(call.target.status)) {
    return Handling::serialise;
  }
  if (exchanges && !call.target.exists) return Handling::serialise;
  if ((flags & kNoReplace) != 0 && call.target.exists) return Handling::serialise;
  Event event = event_of(tracee, exchanges ? EventKind::exchange : EventKind::rename, call.file);
  event.target = call.target.event_path;
  call.expected.push_back(std::move(event));
  return Handling::serialise;
}

void Decoder::leave_rename(Tracee& tracee, std::int64_t result) {
  Call& call = tracee.call;
  if (result < 0 || call.expected.empty()) return;
  paths_.names_changed();
  const std::uint64_t flags = call.argument(call.row->flags);
  const bool exchanges = (flags & kExchange) != 0;
  Event event = event_of(tracee, exchanges ? EventKind::exchange : EventKind::rename, call.file);
  event.target = call.target.event_path;
  event.mode = call.file.status.st_mode;
  note_after(event, call.target, false);
  event.directory_mtime_ns = directory_time(call.file);
  event.target_directory_mtime_ns = directory_time(call.target);
  record(std::move(event), call.file.counts() ? call.file : call.target);
  if ((flags & kWhiteout) == 0) return;
  Event whiteout = event_of(tracee, EventKind::mknod, call.file);
  whiteout.mode = S_IFCHR;
  note_after(whiteout, call.file, true);
  record(std::move(whiteout), call.file);
}

// A function that removes whatever has that name, such as Go's os.Remove, tries unlink and then
// rmdir: the point is passed once.
Handling Decoder::enter_marker(Tracee& tracee, const std::string& name) {
  if (removes_directory(tracee.call) && tracee.call.follows_point == name) return Handling::pass;
  Event marker = event_of(tracee, EventKind::marker, FileSpot());
  marker.target = name;
  tracee.call.expected.push_back(std::move(marker));
  return Handling::serialise;
}

Handling Decoder::enter_remove(Tracee& tracee) {
  Call& call = tracee.call;
  const SyscallRow& row = *call.row;
  const bool directory = removes_directory(call);
  const std::optional<std::string> text = read_text(tracee.tid, call.argument(row.path));
  if (!text) return Handling::pass;
  if (text->starts_with(kMarker)) return enter_marker(tracee, text->substr(kMarker.size()));
  call.file = path_argument(tracee, row.directory, row.path, false);
  if (!call.file.exists || call.file.is_directory() != directory) return nothing_now(call.file);
  return expect(tracee, directory ? EventKind::rmdir : EventKind::unlink, call.file);
}

void Decoder::leave_remove(Tracee& tracee, std::int64_t result) {
  Call& call = tracee.call;
  if (call.expected.empty()) return;
  Event event = call.expected.front();
  event.result = result;
  // A marker is a call that always fails; that it was made is all that it says.
  if (event.kind == EventKind::marker) {
    if (!removes_directory(call)) tracee.unlinked_point = event.target;
    return log_.record(std::move(event));
  }
  if (result < 0) return;
  paths_.names_changed();
  event.inode = call.file.status.st_ino;
  event.directory_mtime_ns = directory_time(call.file);
  record(std::move(event), call.file);
}

Handling Decoder::enter_make(Tracee& tracee) {
  Call& call = tracee.call;
  const SyscallRow& row = *call.row;
  call.file = path_argument(tracee, row.directory, row.path, false);
  if (call.file.exists || !call.file.counts()) return nothing_now(call.file);
  const std::uint64_t type = call.argument(row.mode) & S_IFMT;
  const bool regular = row.kind == EventKind::mknod && (type == 0 || type == S_IFREG);
  return expect(tracee, regular ? EventKind::create : row.kind, call.file);
}

// Also for symlink and bind: one new name, described by what is expected.
void Decoder::leave_make(Tracee& tracee, std::int64_t result) {
  Call& call = tracee.call;
  if (result < 0 || call.expected.empty()) return;
  Event event = call.expected.front();
  const FileSpot made = paths_.of_absolute(call.file.absolute);
  if (!made.exists) return;
  paths_.created(made.status);
  const std::uint32_t permissions = made.status.st_mode & 07777;
  if (event.kind == EventKind::mknod) event.mode = made.status.st_mode;
  if (event.kind == EventKind::mkdir || event.kind == EventKind::create) event.mode = permissions;
  note_after(event, made, true);
  record(std::move(event), made);
}

Handling Decoder::enter_link(Tracee& tracee) {
  Call& call = tracee.call;
  const SyscallRow& row = *call.row;
  const std::uint64_t flags = call.argument(row.flags);
  const std::optional<std::string> text = read_text(tracee.tid, call.argument(row.path));
  if (!text) return Handling::pass;
  if (text->empty() && (flags & AT_EMPTY_PATH) != 0) {
    call.file = fd_argument(tracee, row.directory);
  } else {
    call.file = path_argument(tracee, row.directory, row.path, (flags & AT_SYMLINK_FOLLOW) != 0);
  }
  call.target = path_argument(tracee, row.target_directory, row.target, false);
  if (!call.file.exists || call.target.exists || !call.target.counts()) {
    return nothing_now(call.target);
  }
  Event event = event_of(tracee, EventKind::link, call.file);
  event.target = call.target.event_path;
  call.expected.push_back(std::move(event));
  return Handling::serialise;
}

void Decoder::leave_link(Tracee& tracee, std::int64_t result) {
  Call& call = tracee.call;
  if (result < 0 || call.expected.empty()) return;
  paths_.linked(call.file.status, call.target.absolute);
  Event event = call.expected.front();
  note_after(event, call.target, false);
  event.directory_mtime_ns = directory_time(call.file);
  event.target_directory_mtime_ns = directory_time(call.target);
  record(std::move(event), call.target);
}

Handling Decoder::enter_symlink(Tracee& tracee) {
  Call& call = tracee.call;
  const std::optional<std::string> text = read_text(tracee.tid, call.argument(call.row->data));
  call.file = path_argument(tracee, call.row->directory, call.row->path, false);
  if (!text || call.file.exists || !call.file.counts()) return nothing_now(call.file);
  expect(tracee, EventKind::symlink, call.file);
  call.expected.front().target = *text;
  return Handling::serialise;
}

}  // namespace crashproof
