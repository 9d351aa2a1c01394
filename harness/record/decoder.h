// From the entry and the exit of a system call to Events.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/record/event_log.h"
#include "harness/record/fd_paths.h"
#include "harness/record/launch.h"
#include "harness/record/mapped_files.h"
#include "harness/record/tracee.h"

namespace crashproof {

// What is to be done with a call that has just been entered.
enum class Handling : std::uint8_t {
  pass,       // of no interest: run on without a further stop
  watch,      // stop at its exit; it may block, so nothing waits for it
  serialise,  // stop at its exit, and let no other file call begin before
  refuse,     // do not run it: it fails with ENOSYS
};

class Decoder {
 public:
  Decoder(const Launch& launch, EventLog& log, FdPaths& paths, MappedFiles& mapped);

  // Reads tracee.call.row and .arguments and fills in the rest of tracee.call: above all what is
  // expected to happen if the call succeeds.
  Handling enter(Tracee& tracee);
  // The call has returned `result` (negative: -errno): records what happened.
  void leave(Tracee& tracee, std::int64_t result);

 private:
  struct Codec {
    Handling (Decoder::*enter)(Tracee&);
    void (Decoder::*leave)(Tracee&, std::int64_t);
  };
  static const Codec& codec_of(Shape shape);

  // decode_names.cpp: what makes, moves and removes names
  Handling enter_open(Tracee& tracee);
  void leave_open(Tracee& tracee, std::int64_t result);
  void leave_unnamed(Tracee& tracee, int fd);
  Handling enter_rename(Tracee& tracee);
  void leave_rename(Tracee& tracee, std::int64_t result);
  Handling enter_marker(Tracee& tracee, const std::string& name);
  Handling enter_remove(Tracee& tracee);
  void leave_remove(Tracee& tracee, std::int64_t result);
  Handling enter_make(Tracee& tracee);
  void leave_make(Tracee& tracee, std::int64_t result);
  Handling enter_link(Tracee& tracee);
  void leave_link(Tracee& tracee, std::int64_t result);
  Handling enter_symlink(Tracee& tracee);

  // decode_writes.cpp: what puts bytes into a file
  Handling enter_write(Tracee& tracee);
  void leave_write(Tracee& tracee, std::int64_t result);
  Handling enter_transfer(Tracee& tracee);
  void leave_transfer(Tracee& tracee, std::int64_t result);
  Handling enter_clone_range(Tracee& tracee);
  void leave_clone_range(Tracee& tracee, std::int64_t result);
  Handling enter_submit(Tracee& tracee);
  void leave_submit(Tracee& tracee, std::int64_t result);
  Handling enter_sink(Tracee& tracee, const FileSpot& sink);
  Handling expect_write(Tracee& tracee, int fd, std::uint64_t write_flags, const FileSpot& file);
  std::optional<EventKind> own_sync(const Tracee& tracee, int fd, std::uint64_t write_flags) const;
  void record_own_sync(const Tracee& tracee, EventKind kind);
  std::uint64_t written_offset(const Tracee& tracee, int fd, const struct stat& after,
                               std::int64_t result) const;
  std::string written_bytes(const Tracee& tracee, int fd, std::uint64_t offset,
                            std::uint64_t length) const;
  void record_write(Tracee& tracee, int fd, std::uint64_t offset, std::int64_t result,
                    const std::optional<std::string>& bytes = std::nullopt);
  void record_write(Tracee& tracee, int fd, const struct stat& after, std::uint64_t offset,
                    std::int64_t result, const std::optional<std::string>& bytes);

  // decode_files.cpp: what changes or syncs a file that exists
  Handling enter_touch(Tracee& tracee);
  void leave_touch(Tracee& tracee, std::int64_t result);
  Handling enter_map(Tracee& tracee);
  void leave_map(Tracee& tracee, std::int64_t result);
  Handling enter_protect(Tracee& tracee);
  void leave_protect(Tracee& tracee, std::int64_t result);
  Handling enter_map_sync(Tracee& tracee);
  Handling enter_sync(Tracee& tracee);
  void leave_expected(Tracee& tracee, std::int64_t result);
  Handling enter_hold(Tracee& tracee);
  Handling enter_refuse(Tracee& tracee);
  Handling enter_report(Tracee& tracee);
  void leave_report(Tracee& tracee, std::int64_t result);

  // decode_sockets.cpp
  Handling enter_send(Tracee& tracee);
  void leave_send(Tracee& tracee, std::int64_t result);
  Handling enter_connect(Tracee& tracee);
  void leave_connect(Tracee& tracee, std::int64_t result);
  Handling enter_bind(Tracee& tracee);
  void expect_send(Tracee& tracee, const struct stat& socket, std::uint64_t address,
                   std::uint64_t address_length);
  std::string endpoint_of(const Tracee& tracee, const struct stat& socket, std::uint64_t address,
                          std::uint64_t address_length) const;

  // decoder.cpp: shared by all
  FileSpot path_argument(const Tracee& tracee, int directory, int path, bool follows);
  FileSpot fd_argument(const Tracee& tracee, int position);
  Event event_of(const Tracee& tracee, EventKind kind, const FileSpot& file) const;
  // Adds the event that is expected of the call; none if the place does not count.
  Handling expect(Tracee& tracee, EventKind kind, const FileSpot& file);
  // For a call that will fail as things are: it has to wait its turn all the same, or another
  // thread might change things between our look and its run.
  static Handling nothing_now(const FileSpot& file);
  void record(Event event, const FileSpot& file, std::string_view bytes = {});
  // Fills in inode and times of a named file after an effect.
  void note_after(Event& event, const FileSpot& file, bool names_changed) const;
  // Some calls fail after they have set the times of the file.
  void note_failure(const Tracee& tracee, std::int64_t result);
  void note_refusal(const Tracee& tracee);
  bool may_write(const std::string& absolute) const;

  const Launch& launch_;
  EventLog& log_;
  FdPaths& paths_;
  MappedFiles& mapped_;
  FileIdentity stdout_{};
  FileIdentity stderr_{};
  bool syncing_opens_ = false;  // some descriptor may have O_SYNC or O_DSYNC
  std::unordered_map<ino_t, std::string> endpoints_;
};

// Since the epoch. The epoch itself, which build tools set, is told as a nanosecond later: in an
// Event 0 means that a time is not known.
std::int64_t nanoseconds(const struct timespec& time);

}  // namespace crashproof
