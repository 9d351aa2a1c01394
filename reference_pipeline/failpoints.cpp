// The failpoints, on top of libfiu: fiu-run and fiu-ctrl reach the same names.
#include "reference_pipeline/failpoints.h"

#include <fcntl.h>
#include <fiu-control.h>
#include <fiu.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <system_error>

#include "reference_pipeline/refusal.h"

namespace pipeline {
namespace {

using enum Failpoint;

constexpr std::array kCatalogue = {
    FailpointEntry{database_after_temp, "database/after-temp",
                   "the file of the new database is there and empty"},
    FailpointEntry{database_before_sync, "database/before-sync",
                   "the new database is written, not yet fsynced"},
    FailpointEntry{database_before_rename, "database/before-rename", "fsynced, not yet renamed"},
    FailpointEntry{database_after_rename, "database/after-rename", "under its final name"},
    FailpointEntry{database_before_dirsync, "database/before-dirsync",
                   "about to fsync the directory"},
    FailpointEntry{database_after_dirsync, "database/after-dirsync", "published and durable"},
    FailpointEntry{register_before_commit, "register/before-commit",
                   "new items are inserted, not committed"},
    FailpointEntry{register_after_commit, "register/after-commit", "new items are committed"},
    FailpointEntry{rewind_before_checkpoint, "rewind/before-checkpoint",
                   "late input sorts below a cursor that is about to be put back"},
    FailpointEntry{artifact_after_temp, "artifact/after-temp",
                   "the file to write is open and still empty"},
    FailpointEntry{artifact_mid_write, "artifact/mid-write",
                   "the header is written, the content is not"},
    FailpointEntry{artifact_before_sync, "artifact/before-sync", "written, not yet fsynced"},
    FailpointEntry{artifact_before_rename, "artifact/before-rename", "fsynced, not yet renamed"},
    FailpointEntry{artifact_after_rename, "artifact/after-rename", "under its final name"},
    FailpointEntry{artifact_before_dirsync, "artifact/before-dirsync",
                   "about to fsync the directory"},
    FailpointEntry{artifact_after_dirsync, "artifact/after-dirsync",
                   "published and durable, not yet marked done"},
    FailpointEntry{mark_before_commit, "mark/before-commit", "done marks set, not committed"},
    FailpointEntry{mark_after_commit, "mark/after-commit", "done marks committed"},
    FailpointEntry{features_before_commit, "features/before-commit",
                   "features inserted, not committed"},
    FailpointEntry{features_after_commit, "features/after-commit", "features committed"},
    FailpointEntry{load_before_commit, "load/before-commit", "rows inserted, not committed"},
    FailpointEntry{load_between_commit_and_checkpoint, "load/between-commit-and-checkpoint",
                   "rows committed, checkpoint still old"},
    FailpointEntry{load_after_checkpoint, "load/after-checkpoint",
                   "rows and checkpoint agree again"},
    FailpointEntry{checkpoint_after_temp, "checkpoint/after-temp",
                   "the file to write is open and still empty"},
    FailpointEntry{checkpoint_before_sync, "checkpoint/before-sync", "written, not yet fsynced"},
    FailpointEntry{checkpoint_before_rename, "checkpoint/before-rename",
                   "fsynced, not yet renamed"},
    FailpointEntry{checkpoint_after_rename, "checkpoint/after-rename", "under its final name"},
    FailpointEntry{checkpoint_before_dirsync, "checkpoint/before-dirsync",
                   "about to fsync the directory"},
    FailpointEntry{checkpoint_after_dirsync, "checkpoint/after-dirsync", "published and durable"},
    FailpointEntry{interrupt_flush, "interrupt/flush",
                   "a signal came; about to mark what had succeeded"},
};

// The catalogue is indexed by the enumerators.
static_assert([] {
  for (std::size_t i = 0; i < kCatalogue.size(); ++i) {
    if (static_cast<std::size_t>(kCatalogue[i].point) != i) return false;
  }
  return true;
}());

struct ErrnoName {
  std::string_view name;
  int number;
};
constexpr std::array kErrnoNames = {
    ErrnoName{"ENOSPC", ENOSPC}, ErrnoName{"EIO", EIO},       ErrnoName{"EROFS", EROFS},
    ErrnoName{"EDQUOT", EDQUOT}, ErrnoName{"EACCES", EACCES}, ErrnoName{"EPERM", EPERM},
    ErrnoName{"EMFILE", EMFILE}, ErrnoName{"ENOMEM", ENOMEM}, ErrnoName{"EINTR", EINTR},
};

struct Armed {
  const FailpointEntry* entry = nullptr;
  std::uint64_t hit = 0;
  int signal = 0;        // sent to this process, or 0
  int error_number = 0;  // what the step fails with, or 0
};

Armed armed;
std::array<std::atomic<std::uint64_t>, kCatalogue.size()> hits;
std::atomic<std::uint64_t> armed_passages;
int points_descriptor = -1;

// One write a line, so that a kill cannot leave a line half merged with another.
void append_line(const std::string& line) {
  if (points_descriptor >= 0) (void)!::write(points_descriptor, line.data(), line.size());
}

// libfiu's callback: it may raise a signal, but neither throw nor enable or disable a point.
int fire_when_due(const char*, int*, void**, unsigned int*) {
  const std::uint64_t passage = ++armed_passages;
  if (passage != armed.hit) return 0;
  append_line(fmt::format("fired {} {}\n", armed.entry->name, passage));
  if (armed.signal == SIGKILL) ::raise(SIGKILL);
  if (armed.signal != 0) ::kill(::getpid(), armed.signal);
  return armed.error_number != 0;
}

[[noreturn]] void refuse(std::string_view text) {
  throw Refusal(ExitCode::usage,
                fmt::format("CRASHPROOF_FAILPOINT '{}' is not NAME@HIT:kill, NAME@HIT:errno=ENOSPC "
                            "or NAME@HIT:signal=SIGTERM with a declared NAME",
                            text));
}

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number == 0) return std::nullopt;
  return number;
}

bool arm_action(Armed& arming, std::string_view action) {
  if (action == "kill") return (arming.signal = SIGKILL) != 0;
  if (action == "signal=SIGTERM") return (arming.signal = SIGTERM) != 0;
  if (action == "signal=SIGINT") return (arming.signal = SIGINT) != 0;
  if (action == "signal=SIGHUP") return (arming.signal = SIGHUP) != 0;
  if (!action.starts_with("errno=")) return false;
  action.remove_prefix(std::string_view("errno=").size());
  const auto named = std::ranges::find(kErrnoNames, action, &ErrnoName::name);
  arming.error_number =
      named != kErrnoNames.end() ? named->number : parse_number<int>(action).value_or(0);
  return arming.error_number > 0;
}

Armed parse(std::string_view text) {
  const std::size_t at = text.find('@');
  const std::size_t colon = text.find(':', at == std::string_view::npos ? 0 : at);
  if (at == std::string_view::npos || colon == std::string_view::npos) refuse(text);
  Armed parsed;
  const auto entry = std::ranges::find(kCatalogue, text.substr(0, at), &FailpointEntry::name);
  const auto hit = parse_number<std::uint64_t>(text.substr(at + 1, colon - at - 1));
  if (entry == kCatalogue.end() || !hit) refuse(text);
  parsed.entry = &*entry;
  parsed.hit = *hit;
  if (!arm_action(parsed, text.substr(colon + 1))) refuse(text);
  return parsed;
}

void open_points_file(const char* path) {
  points_descriptor = ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (points_descriptor < 0) {
    throw Refusal(ExitCode::usage, fmt::format("cannot write CRASHPROOF_POINTS_FILE {}: {}", path,
                                               std::generic_category().message(errno)));
  }
  for (const FailpointEntry& entry : kCatalogue) {
    append_line(fmt::format("declare {} {}\n", entry.name, entry.summary));
  }
}

}  // namespace

std::span<const FailpointEntry> failpoint_catalogue() {
  return kCatalogue;
}

void start_failpoints() {
  fiu_init(0);
  if (const char* text = std::getenv("CRASHPROOF_FAILPOINT"); text != nullptr && *text != '\0') {
    armed = parse(text);
    // The errno travels as failinfo, as fiu-run passes it; libfiu would choose a random one else.
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    void* failinfo = reinterpret_cast<void*>(static_cast<std::intptr_t>(armed.error_number));
    fiu_enable_external(armed.entry->name.data(), 1, failinfo, 0, fire_when_due);
  }
  if (const char* path = std::getenv("CRASHPROOF_POINTS_FILE"); path != nullptr && *path != '\0') {
    open_points_file(path);
  }
}

void pass(Failpoint point) {
  const std::size_t index = static_cast<std::size_t>(point);
  hits[index].fetch_add(1, std::memory_order_relaxed);
  const std::string_view name = kCatalogue[index].name;
  if (fiu_fail(name.data()) == 0) return;
  const int error_number = static_cast<int>(reinterpret_cast<std::intptr_t>(fiu_failinfo()));
  throw std::system_error(error_number != 0 ? error_number : EIO, std::generic_category(),
                          "failpoint " + std::string(name));
}

void finish_failpoints() {
  for (const FailpointEntry& entry : kCatalogue) {
    append_line(fmt::format("hits {} {}\n", entry.name,
                            hits[static_cast<std::size_t>(entry.point)].load()));
  }
}

}  // namespace pipeline
