// Kill, resume, kill the resume, …, resume to the end.
#include "harness/trial/trial.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <utility>

#include "harness/trial/failpoint.h"
#include "harness/trial/output_file.h"
#include "harness/trial/resume.h"

namespace crashproof {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double shell_limit_seconds = 600;

constexpr std::array faketime_libraries{
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/faketime/libfaketime.so.1",
    "/usr/lib64/faketime/libfaketime.so.1",
};

void set_variable(std::vector<std::string>& environment, const std::string& name,
                  const std::string& value) {
  std::erase_if(environment,
                [&](const std::string& entry) { return entry.starts_with(name + "="); });
  environment.push_back(name + "=" + value);
}

// A frozen clock, since a running one would cross second borders at different places in each run.
void pin_clock(std::vector<std::string>& environment) {
  const auto* library = std::find_if(faketime_libraries.begin(), faketime_libraries.end(),
                                     [](const char* path) { return ::access(path, R_OK) == 0; });
  if (library == faketime_libraries.end()) {
    throw std::runtime_error("--pin-clock needs libfaketime: install the package faketime");
  }
  set_variable(environment, "LD_PRELOAD", *library);
  set_variable(environment, "FAKETIME", "2024-01-01 12:00:00");
  set_variable(environment, "FAKETIME_DONT_FAKE_MONOTONIC", "1");
  set_variable(environment, "NO_FAKE_STAT", "1");
}

// "/home/u/project/x" -> "/sandbox/x", also behind "--option=".
std::string moved(const std::string& text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos || (at > 0 && text[at - 1] != '=' && text[at - 1] != ':'))
    return text;
  const std::string rest = text.substr(at + from.size());
  if (!rest.empty() && rest.front() != '/') return text;
  return text.substr(0, at) + to + rest;
}

const ScheduleStep* step_of_run(const CrashSchedule& schedule, std::uint32_t run) {
  for (const ScheduleStep& step : schedule.steps) {
    if (step.run == run) return &step;
  }
  return nullptr;
}

bool ended_well(const RunExit& exit, const TrialSettings& settings) {
  return exit.succeeded() ||
         (exit.how == RunExit::How::exited && exit.code == settings.accepted_code);
}

struct StepResult {
  RunOutcome outcome;
  bool happened = false;
};

StepResult run_killed(const ScheduleStep& step, bool resume, Sandbox& sandbox,
                      const Subject& subject, const TrialSettings& settings) {
  Supervision supervision = supervision_in(sandbox, subject, resume);
  supervision.kill_at = step.position;
  supervision.limit_seconds = settings.limit_seconds;
  supervision.leftover_grace_seconds = settings.leftover_grace_seconds;
  supervision.keep_bytes = false;
  const Supervised run = supervise(supervision);
  return {{run.trace.exit, "", run.trace.leftover_processes}, run.killed};
}

StepResult run_with_failpoint(const ScheduleStep& step, bool resume, Sandbox& sandbox,
                              const Subject& subject, const TrialSettings& settings) {
  FailpointRun armed(sandbox, step.parameter);
  Launch launch = launch_in(sandbox, subject, resume);
  for (const auto& [name, value] : armed.variables()) set_variable(launch.environment, name, value);
  const RunOutcome outcome =
      run_to_end(std::move(launch), {settings.limit_seconds, settings.leftover_grace_seconds});
  return {outcome, armed.fired()};
}

StepResult run_step(const ScheduleStep& step, bool resume, Sandbox& sandbox, const Subject& subject,
                    const TrialSettings& settings) {
  if (step.fault == "kill") return run_killed(step, resume, sandbox, subject, settings);
  if (step.fault == "failpoint")
    return run_with_failpoint(step, resume, sandbox, subject, settings);
  throw std::runtime_error("no way to carry out the fault " + step.fault);
}

void resume_to_the_end(CrashSchedule& schedule, Evidence& evidence, Sandbox& sandbox,
                       const Subject& subject, const TrialSettings& settings) {
  std::uint32_t free_runs = 0;
  for (std::uint32_t run = 1; free_runs < settings.restarts; ++run) {
    const ScheduleStep* step = step_of_run(schedule, run);
    if (step == nullptr) {
      ++free_runs;
      evidence.resumes.push_back(
          run_to_end(launch_in(sandbox, subject, true),
                     {settings.limit_seconds, settings.leftover_grace_seconds}));
    } else {
      const StepResult result = run_step(*step, true, sandbox, subject, settings);
      evidence.resumes.push_back(result.outcome);
      if (result.happened) continue;
      std::erase_if(schedule.steps, [&](const ScheduleStep& other) { return other.run >= run; });
      ++free_runs;
    }
    const RunExit& exit = evidence.resumes.back().exit;
    if (ended_well(exit, settings) || exit.how == RunExit::How::timed_out) return;
  }
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
  if (subject.pin_clock) pin_clock(launch.environment);
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
  // The user's own commands reach state that the subject's sandbox does not hold.
  launch.writable.clear();
  const RunOutcome outcome = run_to_end(std::move(launch), {shell_limit_seconds, 1}, output.fd());
  if (!outcome.exit.succeeded()) {
    throw std::runtime_error(
        fmt::format("'{}' failed (exit {}): {}", command, outcome.exit.code, outcome.output_tail));
  }
  return output.text();
}

Evidence carry_out(const CrashSchedule& schedule, Engine engine, Sandbox& sandbox,
                   const Subject& subject, const TrialSettings& settings) {
  const Clock::time_point start = Clock::now();
  CrashSchedule carried = schedule;
  Evidence evidence;
  evidence.engine = engine;
  sandbox.begin();
  if (engine == Engine::live) {
    if (!subject.reset.empty()) run_shell(sandbox, subject, subject.reset);
    if (const ScheduleStep* first = step_of_run(carried, 0)) {
      const StepResult result = run_step(*first, false, sandbox, subject, settings);
      evidence.fault_happened = result.happened || first->position.edge == Position::Edge::end;
      // An error injected at a failpoint does not end the run: the run itself is evidence too.
      if (first->fault != "kill") evidence.resumes.push_back(result.outcome);
    }
  }
  if (evidence.fault_happened) {
    resume_to_the_end(carried, evidence, sandbox, subject, settings);
  }
  evidence.schedule = to_string(carried);
  if (!evidence.resumes.empty()) {
    const RunExit& exit = evidence.resumes.back().exit;
    evidence.accepted_exit = !exit.succeeded() && ended_well(exit, settings);
  }
  evidence.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return evidence;
}

}  // namespace crashproof
