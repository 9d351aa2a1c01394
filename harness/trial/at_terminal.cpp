// Our descriptors, and a wait that nothing but a stop of the cell ends early.
#include "harness/trial/at_terminal.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "harness/model/printable.h"
#include "harness/trial/cell.h"

namespace crashproof {

void run_at_terminal(Launch program, const std::string& line) {
  // Progress may stand there.
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  fmt::print(stderr, "{}crashproof: {}\n", terminal ? "\r\x1b[K" : "", printable(line));
  std::fflush(stderr);
  program.stdin_fd = STDIN_FILENO;
  program.stdout_fd = STDOUT_FILENO;
  program.stderr_fd = STDERR_FILENO;
  program.foreground = true;
  const pid_t pid = launch(program);
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR && !cell_must_stop()) {
  }
}

}  // namespace crashproof
