// Forks a process into namespaces of its own and talks to it over pipes.
#include "harness/trial/cell.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <system_error>

#include "harness/record/launch.h"

namespace crashproof {
namespace {

volatile std::sig_atomic_t must_stop = 0;
pid_t parent_pid = 0;

void note_stop(int) {
  must_stop = 1;
}

// Without a pid namespace nothing ends the grandchildren of a killed campaign but the cell itself,
// so it asks for a signal that it can catch, and cleans up.
void watch_parent(const Isolation& isolation) {
  ::setpgid(0, 0);
  if (isolation.namespaces) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    return;
  }
  struct sigaction action {};
  action.sa_handler = note_stop;
  ::sigaction(SIGTERM, &action, nullptr);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  ::signal(SIGINT, SIG_IGN);
  become_subreaper();
}

// Cells of one campaign begin at different pids, the recording's lowest, and go up from there.
unsigned next_last_pid() {
  static unsigned cells = 0;
  constexpr unsigned stride = 1009;
  constexpr unsigned ranges = 25;  // stays below the least pid_max, 32768
  return stride * (1 + cells++ % ranges);
}

[[noreturn]] void run_child(const Isolation& isolation, const Cell::Body& body, unsigned uid,
                            unsigned gid, unsigned last_pid, int in_fd, int out_fd) {
  int status = 126;
  try {
    ::signal(SIGPIPE, SIG_IGN);
    watch_parent(isolation);
    enter_namespaces(isolation, uid, gid, last_pid);
    status = body(in_fd, out_fd);
  } catch (const std::exception& error) {
    fmt::print(stderr, "crashproof: worker: {}\n", error.what());
    std::fflush(stderr);
  }
  kill_descendants();
  ::_exit(status);
}

pid_t fork_into(const Isolation& isolation) {
  std::uint64_t flags = SIGCHLD;
  if (isolation.namespaces) flags |= CLONE_NEWNS | CLONE_NEWPID;
  if (isolation.user_namespace) flags |= CLONE_NEWUSER;
  // Without a new stack clone behaves like fork, which has no way to ask for namespaces.
  return static_cast<pid_t>(::syscall(SYS_clone, flags, nullptr, nullptr, nullptr, nullptr));
}

// While one lives, writing to a pipe that nobody reads any more fails, and does not end us.
class SigpipeHeldBack {
 public:
  SigpipeHeldBack() {
    ::sigemptyset(&sigpipe_);
    ::sigaddset(&sigpipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_);
  }
  ~SigpipeHeldBack() {
    // It is this thread's own, and would end us as soon as it is let through.
    const timespec at_once{0, 0};
    while (::sigtimedwait(&sigpipe_, nullptr, &at_once) < 0 && errno == EINTR) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  SigpipeHeldBack(const SigpipeHeldBack&) = delete;
  SigpipeHeldBack& operator=(const SigpipeHeldBack&) = delete;

 private:
  sigset_t sigpipe_{};
  sigset_t before_{};
};

bool read_whole(int fd, char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t count = ::read(fd, data, size);
    if (count < 0 && errno == EINTR && !cell_must_stop()) continue;
    if (count <= 0) return false;
    data += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

bool cell_must_stop() {
  return must_stop != 0;
}

const volatile std::sig_atomic_t* cell_stop_flag() {
  return &must_stop;
}

bool cell_is_orphaned() {
  return parent_pid != 0 && ::getppid() != parent_pid;
}

void send_message(int fd, const std::string& message) {
  const auto size = static_cast<std::uint32_t>(message.size());
  std::string framed(sizeof size, '\0');
  std::memcpy(framed.data(), &size, sizeof size);
  framed += message;
  for (std::string_view left = framed; !left.empty();) {
    const ssize_t count = ::write(fd, left.data(), left.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw std::system_error(errno, std::generic_category(), "worker's pipe");
    left.remove_prefix(static_cast<std::size_t>(count));
  }
}

bool receive_message(int fd, std::string& message) {
  std::uint32_t size = 0;
  std::array<char, sizeof size> header{};
  if (!read_whole(fd, header.data(), header.size())) return false;
  std::memcpy(&size, header.data(), sizeof size);
  message.assign(size, '\0');
  return read_whole(fd, message.data(), message.size());
}

Cell::Cell(const Isolation& isolation, const Body& body) : namespaces_(isolation.namespaces) {
  std::array<int, 2> down{};
  std::array<int, 2> up{};
  if (::pipe2(down.data(), O_CLOEXEC) != 0 || ::pipe2(up.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
  }
  const pid_t parent = ::getpid();
  const unsigned uid = ::geteuid();
  const unsigned gid = ::getegid();
  const unsigned last_pid = next_last_pid();
  std::fflush(nullptr);
  pid_ = fork_into(isolation);
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "cannot fork a worker");
  if (pid_ == 0) {
    // In a pid namespace the parent has no number that the child could compare.
    parent_pid = isolation.namespaces ? 0 : parent;
    ::close(down[1]);
    ::close(up[0]);
    run_child(isolation, body, uid, gid, last_pid, down[0], up[1]);
  }
  ::close(down[0]);
  ::close(up[1]);
  to_child_fd_ = down[1];
  from_child_fd_ = up[0];
}

Cell::~Cell() {
  if (pid_ > 0) end(0);
  if (to_child_fd_ >= 0) ::close(to_child_fd_);
  if (from_child_fd_ >= 0) ::close(from_child_fd_);
}

void Cell::send(const std::string& message) {
  const SigpipeHeldBack held_back;
  send_message(to_child_fd_, message);
}

bool Cell::receive(std::string& message) {
  return receive_message(from_child_fd_, message);
}

int Cell::wait_for_exit() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void Cell::end(double grace_seconds) {
  ::close(to_child_fd_);
  to_child_fd_ = -1;
  pollfd gone{from_child_fd_, POLLIN, 0};
  while (grace_seconds > 0) {
    const int ready = ::poll(&gone, 1, static_cast<int>(grace_seconds * 1000));
    if (ready < 0 && errno == EINTR) continue;
    std::array<char, 4096> rest{};
    if (ready <= 0 || ::read(from_child_fd_, rest.data(), rest.size()) <= 0) break;
  }
  // SIGTERM lets a cell without a pid namespace clean up after itself; the kernel does it for the
  // others, and the kill is also for one that hangs.
  if (!namespaces_) {
    ::kill(pid_, SIGTERM);
    for (int waited_ms = 0; waited_ms < 3000; waited_ms += 5) {
      if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
        pid_ = -1;
        return;
      }
      ::usleep(5'000);
    }
  }
  ::kill(pid_, SIGKILL);
  wait_for_exit();
}

}  // namespace crashproof
