// The subject's own way to start, with another program.
#include "harness/trial/shell.h"

#include <fmt/format.h>

#include <utility>

#include "harness/record/launch.h"
#include "harness/trial/at_terminal.h"
#include "harness/trial/environment.h"
#include "harness/trial/trial.h"

namespace crashproof {

void open_shell(const Sandbox& sandbox, const Subject& subject) {
  Launch shell = launch_in(sandbox, subject, true);
  std::string program = variable(shell.environment, "SHELL");
  if (program.empty()) program = "/bin/sh";
  shell.argv = {program};
  run_at_terminal(std::move(shell),
                  fmt::format("{} in the state that the crash left, before the resume; it is a "
                              "copy, thrown away when you leave it with 'exit'",
                              program));
  kill_descendants();
}

}  // namespace crashproof
