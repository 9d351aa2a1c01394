// One observed durable effect of a run, in one total order over the whole process tree.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crashproof {

enum class EventKind : std::uint8_t {
  // Effects on the tree of files. A replay repeats them.
  create,        // a new regular file came to be at path, with mode
  tmpfile,       // an unnamed file (O_TMPFILE) in directory target; path is "#<inode>"
  mkdir,         // with mode
  mknod,         // FIFO, socket or device; mode holds type and permissions
  symlink,       // path -> target (the text of the link)
  link,          // target becomes a further name of path (which may be an unnamed "#<inode>")
  rename,        // path -> target, replacing what was there; mode holds path's type too
  exchange,      // path <-> target (RENAME_EXCHANGE); mode likewise
  unlink,        //
  rmdir,         //
  write,         // bytes at [offset, offset + length)
  mapped_store,  // the same, through a shared mapping, found by comparing it
  truncate,      // size becomes length (also open with O_TRUNC: length 0)
  allocate,      // fallocate(mode, offset, length)
  chmod,         // mode
  chown,         // uid, gid
  utimens,       // times are in mtime_ns / atime_ns
  setxattr,      // target = name, bytes = value
  removexattr,   // target = name
  // Effects that leave every file as it was.
  // File or directory at path. One that a write did by itself (O_SYNC, O_DSYNC, RWF_…) follows that
  // write, has its call, and is about [offset, offset + length) only; else both are 0.
  fsync,
  fdatasync,
  sync_range,  // sync_file_range
  sync,        // sync(2) and syncfs(2); path "" for everything
  msync,       //
  send,        // bytes left through a socket: target = endpoint, length = size
  output,      // bytes left through stdout or stderr: path "stdout" or "stderr"
  marker,      // the subject named a point itself: target = name
  fork,        // target = role of the new process or thread
  exec,        // target = program
  exit,        // a process or thread ended: result = wait status
  open,        // a regular file was opened for reading; only where a run is recorded with them
};

// The name used in traces and schedules, e.g. "rename". Inverse: event_kind_named.
std::string_view name_of(EventKind kind);
std::optional<EventKind> event_kind_named(std::string_view name);

// True for kinds after which a resume could observe another tree of files.
bool changes_files(EventKind kind);

// True for kinds that event(N) in schedules counts: all but `open`, so that a position means the
// same whether or not a run is recorded with them.
bool is_numbered(EventKind kind);

// The numbering of Events that people see, which is that of event(N): element i is how many of the
// first i Events count. Of an Event that counts, number i, the element after it is its number.
template <typename Events>  // a range of what has a `kind`
std::vector<std::uint64_t> event_numbers(const Events& events) {
  std::vector<std::uint64_t> numbers{0};
  for (const auto& event : events) {
    numbers.push_back(numbers.back() + (is_numbered(event.kind) ? 1 : 0));
  }
  return numbers;
}

// Identifies bytes in the Trace's BlobStore. 0 is the empty blob.
using BlobId = std::uint32_t;

// A path is relative to the workspace where it lies inside ("" is the workspace itself), else
// absolute; no directory in it is a symlink. Fields that a kind's line above does not name stay at
// their defaults.
struct Event {
  std::uint64_t index = 0;  // 0-based position in Trace::events
  EventKind kind = EventKind::exit;
  // Stable role, not a pid: "main", its second child "main/2", that one's third thread "main/2+3".
  std::string process;
  std::string call;  // the system call that did it, e.g. "pwrite64"; "" where none did
  std::string path;
  std::string target;
  std::uint64_t offset = 0;  // bytes
  std::uint64_t length = 0;  // bytes
  BlobId bytes = 0;
  std::uint32_t mode = 0;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::int64_t result = 0;  // what the call returned
  std::uint64_t inode = 0;  // of the file touched, after the effect; 0 where unknown

  // Times after the effect, in ns since the epoch, which a replay puts back; 0: not known.
  std::int64_t mtime_ns = 0;                   // of the file touched
  std::int64_t atime_ns = 0;                   // of the file touched; set for utimens only
  std::int64_t directory_mtime_ns = 0;         // of the directory that holds path
  std::int64_t target_directory_mtime_ns = 0;  // of the directory that holds target

  bool operator==(const Event&) const = default;
};

// The path by which people know an event: a rename's and a link's destination, else its path.
const std::string& subject_path(const Event& event);

// "rename(state/ckpt.json)": kind and subject_path, as in schedules.
std::string describe(const Event& event);

}  // namespace crashproof
