// Dispatch by shape, and what all shapes share.
#include "harness/record/decoder.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace crashproof {

std::int64_t nanoseconds(const struct timespec& time) {
  const std::int64_t since_epoch =
      static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
  return since_epoch == 0 ? 1 : since_epoch;
}

namespace {

FileIdentity identity_of_own(int fd) {
  struct stat status {};
  return fd < 0 || ::fstat(fd, &status) != 0 ? FileIdentity{} : identity_of(status);
}

bool refuses(std::int64_t result) {
  return result == -EACCES || result == -EPERM || result == -EROFS || result == -EXDEV;
}

}  // namespace

Decoder::Decoder(const Launch& launch, EventLog& log, FdPaths& paths, MappedFiles& mapped)
    : launch_(launch),
      log_(log),
      paths_(paths),
      mapped_(mapped),
      stdout_(identity_of_own(launch.stdout_fd)),
      stderr_(identity_of_own(launch.stderr_fd)) {}

// In the order of Shape.
const Decoder::Codec& Decoder::codec_of(Shape shape) {
  using D = Decoder;
  static constexpr std::array<Codec, 21> kCodecs = {{
      {&D::enter_open, &D::leave_open},         {&D::enter_write, &D::leave_write},
      {&D::enter_transfer, &D::leave_transfer}, {&D::enter_clone_range, &D::leave_clone_range},
      {&D::enter_submit, &D::leave_submit},     {&D::enter_touch, &D::leave_touch},
      {&D::enter_rename, &D::leave_rename},     {&D::enter_remove, &D::leave_remove},
      {&D::enter_make, &D::leave_make},         {&D::enter_link, &D::leave_link},
      {&D::enter_symlink, &D::leave_make},      {&D::enter_send, &D::leave_send},
      {&D::enter_connect, &D::leave_connect},   {&D::enter_bind, &D::leave_make},
      {&D::enter_map, &D::leave_map},           {&D::enter_protect, &D::leave_protect},
      {&D::enter_map_sync, &D::leave_expected}, {&D::enter_sync, &D::leave_expected},
      {&D::enter_hold, &D::leave_expected},     {&D::enter_refuse, &D::leave_report},
      {&D::enter_report, &D::leave_report},
  }};
  static_assert(static_cast<std::size_t>(Shape::report) + 1 == kCodecs.size());
  return kCodecs[static_cast<std::size_t>(shape)];
}

Handling Decoder::enter(Tracee& tracee) {
  tracee.call.follows_point = std::exchange(tracee.unlinked_point, "");
  return (this->*codec_of(tracee.call.row->shape).enter)(tracee);
}

void Decoder::leave(Tracee& tracee, std::int64_t result) {
  if (result < 0) note_failure(tracee, result);
  (this->*codec_of(tracee.call.row->shape).leave)(tracee, result);
}

FileSpot Decoder::path_argument(const Tracee& tracee, int directory, int path, bool follows) {
  const std::optional<std::string> text = read_text(tracee.tid, tracee.call.argument(path));
  if (!text) return FileSpot();
  const int directory_fd =
      directory < 0 ? AT_FDCWD : static_cast<int>(tracee.call.argument(directory));
  return paths_.of_path(tracee.tid, tracee.process->pid, directory_fd, *text, follows);
}

FileSpot Decoder::fd_argument(const Tracee& tracee, int position) {
  return paths_.of_fd(tracee.tid, static_cast<int>(tracee.call.argument(position)));
}

Event Decoder::event_of(const Tracee& tracee, EventKind kind, const FileSpot& file) const {
  Event event;
  event.kind = kind;
  event.process = tracee.role;
  event.call = tracee.call.row->name;
  event.path = file.event_path;
  return event;
}

Handling Decoder::expect(Tracee& tracee, EventKind kind, const FileSpot& file) {
  if (!file.counts()) return Handling::pass;
  tracee.call.expected.push_back(event_of(tracee, kind, file));
  return Handling::serialise;
}

Handling Decoder::nothing_now(const FileSpot& file) {
  return file.place == Place::ignored ? Handling::pass : Handling::serialise;
}

void Decoder::record(Event event, const FileSpot& file, std::string_view bytes) {
  mapped_.absorb(event, identity_of(file.status), bytes);
  if (changes_files(event.kind) && file.place == Place::elsewhere) {
    log_.add_gap("changes outside the workspace, which a replay cannot put back", file.absolute);
    bytes = {};
  }
  log_.record(std::move(event), bytes);
}

void Decoder::note_after(Event& event, const FileSpot& file, bool names_changed) const {
  struct stat status {};
  if (!file.absolute.empty() && ::lstat(file.absolute.c_str(), &status) == 0) {
    event.inode = status.st_ino;
    event.mtime_ns = nanoseconds(status.st_mtim);
  }
  if (!names_changed || file.absolute.empty()) return;
  if (::stat(directory_of(file.absolute).c_str(), &status) == 0) {
    event.directory_mtime_ns = nanoseconds(status.st_mtim);
  }
}

bool Decoder::may_write(const std::string& absolute) const {
  return std::any_of(launch_.writable.begin(), launch_.writable.end(),
                     [&](const std::string& place) {
                       return absolute == place || absolute.starts_with(place + "/");
                     });
}

void Decoder::note_failure(const Tracee& tracee, std::int64_t result) {
  if (refuses(result)) note_refusal(tracee);
  const FileSpot& file = tracee.call.file;
  struct stat after {};
  if (!file.is_regular() || file.absolute.empty() || !file.counts() ||
      ::lstat(file.absolute.c_str(), &after) != 0 ||
      nanoseconds(after.st_mtim) == nanoseconds(file.status.st_mtim)) {
    return;
  }
  Event event = event_of(tracee, EventKind::utimens, file);
  event.result = result;
  event.inode = after.st_ino;
  event.mtime_ns = nanoseconds(after.st_mtim);
  event.atime_ns = nanoseconds(after.st_atim);
  record(std::move(event), file);
}

void Decoder::note_refusal(const Tracee& tracee) {
  for (const FileSpot* spot : {&tracee.call.file, &tracee.call.target}) {
    if (spot->place == Place::elsewhere && !may_write(spot->absolute)) {
      log_.add_refused(spot->absolute, tracee.process->program);
    }
  }
}

}  // namespace crashproof
