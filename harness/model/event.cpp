// Names of event kinds and readable forms of events.
#include "harness/model/event.h"

#include <fmt/format.h>

#include <array>

namespace crashproof {
namespace {

struct KindRow {
  EventKind kind;
  std::string_view name;
  bool changes_files;
};

constexpr std::array kinds{
    KindRow{EventKind::create, "create", true},
    KindRow{EventKind::tmpfile, "tmpfile", true},
    KindRow{EventKind::mkdir, "mkdir", true},
    KindRow{EventKind::mknod, "mknod", true},
    KindRow{EventKind::symlink, "symlink", true},
    KindRow{EventKind::link, "link", true},
    KindRow{EventKind::rename, "rename", true},
    KindRow{EventKind::exchange, "exchange", true},
    KindRow{EventKind::unlink, "unlink", true},
    KindRow{EventKind::rmdir, "rmdir", true},
    KindRow{EventKind::write, "write", true},
    KindRow{EventKind::mapped_store, "mapped_store", true},
    KindRow{EventKind::truncate, "truncate", true},
    KindRow{EventKind::allocate, "allocate", true},
    KindRow{EventKind::chmod, "chmod", true},
    KindRow{EventKind::chown, "chown", true},
    KindRow{EventKind::utimens, "utimens", true},
    KindRow{EventKind::setxattr, "setxattr", true},
    KindRow{EventKind::removexattr, "removexattr", true},
    KindRow{EventKind::fsync, "fsync", false},
    KindRow{EventKind::fdatasync, "fdatasync", false},
    KindRow{EventKind::sync_range, "sync_range", false},
    KindRow{EventKind::sync, "sync", false},
    KindRow{EventKind::msync, "msync", false},
    KindRow{EventKind::send, "send", false},
    KindRow{EventKind::output, "output", false},
    KindRow{EventKind::marker, "marker", false},
    KindRow{EventKind::fork, "fork", false},
    KindRow{EventKind::exec, "exec", false},
    KindRow{EventKind::exit, "exit", false},
    KindRow{EventKind::open, "open", false},
};

// The table is indexed by the kind itself, so its order must be the enumeration's.
constexpr bool in_order() {
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (static_cast<std::size_t>(kinds[i].kind) != i) return false;
  }
  return kinds.size() == static_cast<std::size_t>(EventKind::open) + 1;
}
static_assert(in_order());

}  // namespace

std::string_view name_of(EventKind kind) {
  return kinds.at(static_cast<std::size_t>(kind)).name;
}

std::optional<EventKind> event_kind_named(std::string_view name) {
  for (const KindRow& row : kinds) {
    if (row.name == name) return row.kind;
  }
  return std::nullopt;
}

bool changes_files(EventKind kind) {
  return kinds.at(static_cast<std::size_t>(kind)).changes_files;
}

bool is_numbered(EventKind kind) {
  return kind != EventKind::open;
}

const std::string& subject_path(const Event& event) {
  switch (event.kind) {
    case EventKind::rename:
    case EventKind::exchange:
    case EventKind::link:
    case EventKind::send:
    case EventKind::marker:
    case EventKind::fork:
    case EventKind::exec:
      return event.target;
    default:
      return event.path;
  }
}

std::string describe(const Event& event) {
  return fmt::format("{}({})", name_of(event.kind), subject_path(event));
}

}  // namespace crashproof
