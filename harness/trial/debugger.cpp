// A supervised run that is handed over, and a shell command that it is handed to.
#include "harness/trial/debugger.h"

#include <fmt/format.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "harness/record/supervisor.h"
#include "harness/trial/at_terminal.h"
#include "harness/trial/cannot_happen.h"
#include "harness/trial/output_file.h"
#include "harness/trial/trial.h"

namespace crashproof {
namespace {

using Edge = Position::Edge;

// Where the Event at the position is about to happen.
Position before(Position position) {
  const bool at_no_event = position.edge == Edge::start || position.edge == Edge::end ||
                           position.edge == Edge::down ||
                           (position.edge == Edge::event && position.occurrence == 0);
  if (at_no_event) {
    throw CannotHappen(fmt::format("no event happens at '{}', so there is nothing to stop before",
                                   to_string(position)));
  }
  if (position.edge != Edge::event) position.edge = Edge::before;
  return position;
}

// As a debugger will, from a process that is no ancestor of the run. 0, or the errno.
int refusal_to_trace(pid_t pid) {
  const pid_t child = ::fork();
  if (child < 0) return errno;
  if (child == 0) {
    if (::ptrace(PTRACE_SEIZE, pid, 0, 0) != 0) ::_exit(errno);
    ::ptrace(PTRACE_DETACH, pid, 0, 0);
    ::_exit(0);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

void debug(const Sandbox& sandbox, const Subject& subject, const std::string& command, pid_t pid) {
  if (const int error = refusal_to_trace(pid)) {
    throw std::runtime_error(fmt::format(
        "a debugger cannot attach here (ptrace: {}); see /proc/sys/kernel/yama/ptrace_scope",
        std::strerror(error)));
  }
  Launch debugger = launch_in(sandbox, subject, false);
  debugger.argv = {"/bin/sh", "-c", fmt::format("exec {} {}", command, pid)};
  // It looks at files of its own, and reads symbols from anywhere.
  debugger.writable.clear();
  run_at_terminal(std::move(debugger),
                  fmt::format("'{} {}': the job is stopped before the event at which the schedule "
                              "strikes; it cannot go on, and is killed when you quit",
                              command, pid));
}

}  // namespace

bool debug_run(const Sandbox& sandbox, const Subject& subject, const Position& position,
               double limit_seconds, const std::string& command) {
  const OutputFile output;
  Injection stop;
  stop.effect = Injection::Effect::hand_over;
  stop.position = before(position);
  Supervision supervision = supervision_in(sandbox, subject, false);
  supervision.launch.debuggable = true;
  supervision.launch.stdout_fd = output.fd();
  supervision.launch.stderr_fd = output.fd();
  supervision.limit_seconds = limit_seconds;
  supervision.keep_bytes = false;
  supervision.injections = {stop};
  supervision.hand_over = [&](pid_t pid) { debug(sandbox, subject, command, pid); };
  return supervise(supervision).happened.front();
}

}  // namespace crashproof
