// inotify, looked at in short waits so that a signal between two of them is not missed.
#include "harness/learn/folder_watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

#include "harness/campaign/interruption.h"

namespace crashproof::learn {
namespace {

constexpr std::uint32_t saved = IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE | IN_MOVE_SELF;
constexpr int look_milliseconds = 200;
constexpr int quiet_milliseconds = 150;

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

FolderWatch::FolderWatch(const std::string& folder)
    : fd_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (fd_ < 0) fail("inotify");
  if (::inotify_add_watch(fd_, folder.c_str(), saved | IN_ONLYDIR) >= 0) return;
  const int error = errno;
  ::close(fd_);
  errno = error;
  fail(folder);
}

FolderWatch::~FolderWatch() {
  ::close(fd_);
}

void FolderWatch::wait() const {
  while (!changes_within(look_milliseconds))
    if (interrupted()) throw Interrupted();
  while (changes_within(quiet_milliseconds))
    if (interrupted()) throw Interrupted();
}

bool FolderWatch::changes_within(int milliseconds) const {
  pollfd waiting{fd_, POLLIN, 0};
  if (::poll(&waiting, 1, milliseconds) <= 0) return false;
  // What changed does not matter, only that something did.
  char events[4096];
  while (::read(fd_, events, sizeof events) > 0) {
  }
  return true;
}

}  // namespace crashproof::learn
