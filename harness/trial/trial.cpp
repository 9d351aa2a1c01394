// How a run starts in a sandbox, and the user's own commands there. carry_out is in carry_out.cpp.
#include "harness/trial/trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "harness/trial/environment.h"
#include "harness/trial/output_file.h"
#include "harness/trial/pinning.h"
#include "harness/trial/resume.h"

namespace crashproof {
namespace {

constexpr double shell_limit_seconds = 600;

// "/home/u/project/x" -> "/sandbox/x", also behind "--option=".
std::string moved(const std::string& text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos || (at > 0 && text[at - 1] != '=' && text[at - 1] != ':'))
    return text;
  const std::string rest = text.substr(at + from.size());
  if (!rest.empty() && rest.front() != '/') return text;
  return text.substr(0, at) + to + rest;
}

}  // namespace

Launch launch_in(const Sandbox& sandbox, const Subject& subject, bool resume) {
  Launch launch;
  launch.argv = resume ? subject.resume_command() : subject.command;
  launch.environment = subject.environment;
  launch.directory = sandbox.workspace();
  if (!subject.directory.empty()) launch.directory += "/" + subject.directory;
  if (sandbox.workspace() != subject.workspace) {
    for (std::string& argument : launch.argv) {
      argument = moved(argument, subject.workspace, sandbox.workspace());
    }
  }
  set_variable(launch.environment, "PWD", launch.directory);
  if (!sandbox.temporary_directory().empty()) {
    set_variable(launch.environment, "TMPDIR", sandbox.temporary_directory());
  }
  pin(launch, subject);
  launch.writable = sandbox.restored();
  launch.writable.push_back(sandbox.workspace());
  launch.writable.insert(launch.writable.end(), subject.allow_write.begin(),
                         subject.allow_write.end());
  return launch;
}

Supervision supervision_in(const Sandbox& sandbox, const Subject& subject, bool resume) {
  Supervision supervision;
  supervision.launch = launch_in(sandbox, subject, resume);
  supervision.launch.traced = true;
  supervision.workspace = sandbox.workspace();
  supervision.restored = sandbox.restored();
  return supervision;
}

std::string run_shell(const Sandbox& sandbox, const Subject& subject, const std::string& command) {
  const OutputFile output;
  Launch launch = launch_in(sandbox, subject, false);
  launch.argv = {"/bin/sh", "-c", command};
  // The user's own commands reach state that the subject's sandbox does not hold, and may wait for
  // the clock.
  launch.writable.clear();
  launch.pins = Pins();
  const RunOutcome outcome = run_to_end(std::move(launch), {shell_limit_seconds, 1}, output.fd());
  if (!outcome.exit.succeeded()) {
    throw std::runtime_error(
        fmt::format("'{}' failed (exit {}): {}", command, outcome.exit.code, outcome.output_tail));
  }
  return output.text();
}

}  // namespace crashproof
