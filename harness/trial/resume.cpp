// Launches, waits with a limit, ends what is left, and keeps the tail of the output.
#include "harness/trial/resume.h"

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "harness/record/supervisor.h"
#include "harness/trial/cell.h"
#include "harness/trial/output_file.h"

namespace crashproof {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// True if the process ended before the limit. Leaves it to be reaped.
bool wait_until_ended(pid_t pid, double limit_seconds, Clock::time_point start) {
  const int fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "pidfd_open");
  pollfd ended{fd, POLLIN, 0};
  int ready = 0;
  while (ready <= 0 && !cell_must_stop()) {
    int wait_ms = -1;
    if (limit_seconds > 0) {
      const double left = limit_seconds - seconds_since(start);
      if (left <= 0) break;
      wait_ms = static_cast<int>(left * 1000) + 1;
    }
    ready = ::poll(&ended, 1, wait_ms);
    if (ready < 0 && errno != EINTR) break;
  }
  ::close(fd);
  return ready > 0;
}

// Reaps whatever ends within the grace time; true if no child is left.
bool reap_leftovers(double grace_seconds) {
  const Clock::time_point start = Clock::now();
  for (;;) {
    const pid_t pid = ::waitpid(-1, nullptr, WNOHANG);
    if (pid < 0 && errno == ECHILD) return true;
    if (pid == 0) {
      if (seconds_since(start) > grace_seconds) return false;
      ::usleep(2'000);
    }
  }
}

RunOutcome run_free(const Launch& launch_with, const ResumeLimits& limits) {
  RunOutcome outcome;
  const Clock::time_point start = Clock::now();
  const pid_t pid = launch(launch_with);
  const bool in_time = wait_until_ended(pid, limits.limit_seconds, start);
  if (!in_time) ::kill(-pid, SIGKILL);
  if (!in_time) ::kill(pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  const bool clean = in_time && reap_leftovers(limits.leftover_grace_seconds);
  const unsigned killed = clean ? 0 : kill_descendants();
  if (in_time) outcome.leftover_processes = killed;
  outcome.exit.seconds = seconds_since(start);
  if (!in_time) {
    outcome.exit.how = RunExit::How::timed_out;
  } else if (WIFSIGNALED(status)) {
    outcome.exit.how = RunExit::How::signalled;
    outcome.exit.code = WTERMSIG(status);
  } else {
    outcome.exit.code = WEXITSTATUS(status);
  }
  return outcome;
}

// Stopped for its pins and for new processes, never for its files.
RunOutcome run_pinned(Launch launch_with, const ResumeLimits& limits) {
  Supervision supervision;
  supervision.launch = std::move(launch_with);
  supervision.launch.recorded = false;
  supervision.workspace = supervision.launch.directory;
  supervision.keep_bytes = false;
  supervision.limit_seconds = limits.limit_seconds;
  supervision.leftover_grace_seconds = limits.leftover_grace_seconds;
  supervision.stop_flag = cell_stop_flag();
  const Supervised run = supervise(supervision);
  RunOutcome outcome;
  outcome.exit = run.trace.exit;
  outcome.leftover_processes = run.trace.leftover_processes;
  if (outcome.exit.how == RunExit::How::timed_out) outcome.exit.code = 0;
  return outcome;
}

}  // namespace

RunOutcome run_to_end(Launch launch_with, const ResumeLimits& limits, int stdout_fd) {
  const OutputFile output;
  launch_with.stdout_fd = stdout_fd >= 0 ? stdout_fd : output.fd();
  launch_with.stderr_fd = output.fd();
  const bool pinned = launch_with.pins.any();
  RunOutcome outcome =
      pinned ? run_pinned(std::move(launch_with), limits) : run_free(launch_with, limits);
  if (cell_must_stop()) throw std::runtime_error("told to stop");
  outcome.output_tail = output.tail();
  return outcome;
}

}  // namespace crashproof
