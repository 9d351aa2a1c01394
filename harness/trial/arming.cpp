// The table, and the few lines that each fault takes.
#include "harness/trial/arming.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <stdexcept>
#include <utility>

#include "harness/model/change_parameter.h"
#include "harness/model/injection_parameter.h"
#include "harness/model/text_field.h"
#include "harness/trial/cannot_happen.h"
#include "harness/trial/environment.h"
#include "harness/trial/failpoint.h"
#include "harness/trial/library_run.h"
#include "harness/trial/pinning.h"
#include "harness/trial/workspace_file.h"

namespace crashproof {
namespace {

using Effect = Injection::Effect;

bool always_happens(const PerformedRun&) {
  return true;
}

Happened inject(ArmedRun& run, Injection injection) {
  run.supervision.injections.push_back(std::move(injection));
  return [number = run.supervision.injections.size() - 1](const PerformedRun& performed) {
    return number < performed.happened.size() && performed.happened[number];
  };
}

Injection at_position(const ScheduleStep& step, Effect effect) {
  Injection injection;
  injection.effect = effect;
  injection.position = step.position;
  return injection;
}

// A run that is to die at its end has died there when it ended, however it did that.
Happened arm_kill(const ScheduleStep& step, ArmedRun& run, Sandbox&, LastingChanges&) {
  if (step.position.edge == Position::Edge::end) {
    return [](const PerformedRun& performed) {
      return performed.outcome.exit.how != RunExit::How::timed_out;
    };
  }
  if (run.supervision.kill_at) return inject(run, at_position(step, Effect::kill_tree));
  run.supervision.kill_at = step.position;
  return [](const PerformedRun& performed) { return performed.killed; };
}

Happened arm_failpoint(const ScheduleStep& step, ArmedRun& run, Sandbox& sandbox, LastingChanges&) {
  const auto armed = std::make_shared<FailpointRun>(sandbox, step.parameter);
  for (const auto& [name, value] : armed->variables()) {
    set_variable(run.supervision.launch.environment, name, value);
  }
  return [armed](const PerformedRun&) { return armed->fired(); };
}

Happened arm_library(const ScheduleStep& step, ArmedRun& run, Sandbox& sandbox, LastingChanges&) {
  const auto armed = std::make_shared<LibraryRun>(sandbox, parse_library_failure(step.parameter));
  armed->arm(run.supervision.launch.environment);
  return [armed](const PerformedRun&) { return armed->fired(); };
}

Happened arm_errno(const ScheduleStep& step, ArmedRun& run, Sandbox&, LastingChanges&) {
  const FailingCall call = parse_failing_call(step.parameter);
  Injection injection = at_position(step, Effect::fail_call);
  injection.error = call.error;
  injection.times = call.times;
  return inject(run, std::move(injection));
}

Happened arm_short_write(const ScheduleStep& step, ArmedRun& run, Sandbox&, LastingChanges&) {
  Injection injection = at_position(step, Effect::short_call);
  injection.bytes = parse_short_write_bytes(step.parameter);
  return inject(run, std::move(injection));
}

Happened arm_disk_full(const ScheduleStep& step, ArmedRun& run, Sandbox&, LastingChanges&) {
  Injection injection = at_position(step, Effect::fail_call);
  injection.error = ENOSPC;
  injection.times = 0;
  injection.no_space = true;
  return inject(run, std::move(injection));
}

Happened arm_interrupt(const ScheduleStep& step, ArmedRun& run, Sandbox&, LastingChanges&) {
  const StopRequest request = parse_stop_request(step.parameter);
  Injection injection = at_position(step, Effect::signal);
  injection.signal = request.signal;
  injection.group = request.group;
  injection.second_signal = request.again;
  injection.grace_seconds = request.grace_seconds;
  return inject(run, std::move(injection));
}

Happened arm_kill_one(const ScheduleStep& step, ArmedRun& run, Sandbox&, LastingChanges&) {
  Injection injection = at_position(step, Effect::kill_process);
  injection.role = parse_killed_process(step.parameter).role;
  return inject(run, std::move(injection));
}

Happened arm_stall(const ScheduleStep& step, ArmedRun& run, Sandbox&, LastingChanges&) {
  const ChosenProcess chosen = parse_stalled_thread(step.parameter);
  Injection injection = at_position(step, Effect::stall);
  injection.role = chosen.role;
  injection.stall_seconds = chosen.stall_seconds;
  return inject(run, std::move(injection));
}

Happened arm_poison(const ScheduleStep& step, ArmedRun& run, Sandbox&, LastingChanges&) {
  Injection injection;
  injection.effect = Effect::kill_tree;
  injection.position.edge = Position::Edge::before;
  injection.position.kind = EventKind::open;
  injection.position.glob = step.parameter;
  return inject(run, std::move(injection));
}

// The clock itself is set when the run starts, since an earlier step may have moved it too.
Happened arm_clock(const ScheduleStep& step, ArmedRun&, Sandbox&, LastingChanges& lasting) {
  if (!ptrace_allowed()) throw CannotHappen("a clock cannot be moved without ptrace");
  lasting.clock_ahead_seconds = parse_clock_shift_seconds(step.parameter);
  return always_happens;
}

Happened arm_hostname(const ScheduleStep& step, ArmedRun& run, Sandbox&, LastingChanges& lasting) {
  const std::string name = parse_hostname(step.parameter);
  lasting.host_name.set(name);
  // A shell that exported it would have told the job so.
  std::vector<std::string>& environment = run.supervision.launch.environment;
  if (!variable(environment, "HOSTNAME").empty()) set_variable(environment, "HOSTNAME", name);
  return always_happens;
}

void prepare_late_input(const ScheduleStep& step, Sandbox& sandbox) {
  take_away_file(sandbox, parse_late_input(step.parameter).path);
}

Happened arm_late_input(const ScheduleStep& step, ArmedRun&, Sandbox& sandbox, LastingChanges&) {
  const LateInput input = parse_late_input(step.parameter);
  bring_file(sandbox, input.path, input.arrives, input.fresh);
  return always_happens;
}

Happened arm_version(const ScheduleStep& step, ArmedRun&, Sandbox& sandbox, LastingChanges&) {
  const FieldChange change = parse_field_change(step.parameter);
  const auto changed = [&](const std::string& content) {
    return with_field(content, change.field, change.value);
  };
  rewrite_file(sandbox, change.path, changed,
               fmt::format("{} has no field {} that could be changed so in this state", change.path,
                           change.field));
  return always_happens;
}

Happened arm_truncate(const ScheduleStep& step, ArmedRun&, Sandbox& sandbox, LastingChanges&) {
  const Truncation truncation = parse_truncation(step.parameter);
  truncate_file(sandbox, truncation.path, truncation.bytes);
  return always_happens;
}

Happened arm_empty(const ScheduleStep& step, ArmedRun&, Sandbox& sandbox, LastingChanges&) {
  const Truncation truncation = parse_emptied(step.parameter);
  truncate_file(sandbox, truncation.path, truncation.bytes);
  return always_happens;
}

Happened arm_replica(const ScheduleStep& step, ArmedRun& run, Sandbox&, LastingChanges&) {
  run.replica_delay_seconds = parse_replica_delay_seconds(step.parameter);
  return [](const PerformedRun& performed) { return performed.replica.has_value(); };
}

Happened arm_command(const ScheduleStep& step, ArmedRun& run, Sandbox&, LastingChanges&) {
  run.supervision.launch.argv = {"/bin/sh", "-c", parse_other_command(step.parameter)};
  return always_happens;
}

// What it takes to know is not here: see TrialStart::changes and before_resume.
Happened arm_made_by_caller(const ScheduleStep&, ArmedRun&, Sandbox&, LastingChanges&) {
  return always_happens;
}

constexpr std::array table{
    Arming{"kill", arm_kill},
    Arming{"failpoint", arm_failpoint},
    Arming{"library", arm_library},
    Arming{"errno", arm_errno},
    Arming{"short-write", arm_short_write},
    Arming{"disk-full", arm_disk_full},
    Arming{"interrupt", arm_interrupt},
    Arming{"kill-one", arm_kill_one},
    Arming{"stall", arm_stall},
    Arming{"poison", arm_poison, nullptr, true},
    Arming{"clock", arm_clock},
    Arming{"hostname", arm_hostname},
    Arming{"late-input", arm_late_input, prepare_late_input, true},
    Arming{"version", arm_version, nullptr, false, true},
    Arming{"truncate", arm_truncate, nullptr, false, true},
    Arming{"empty", arm_empty, nullptr, false, true},
    Arming{"replica", arm_replica},
    Arming{"command", arm_command},
    Arming{"as-of", arm_made_by_caller},
    Arming{"rows", arm_made_by_caller},
};

}  // namespace

bool may_be_refused(const CrashSchedule& schedule) {
  return std::ranges::any_of(schedule.steps, [](const ScheduleStep& step) {
    const auto* row = std::ranges::find(table, step.fault, &Arming::fault);
    return row != table.end() && row->may_be_refused;
  });
}

const Arming& arming_for(std::string_view fault) {
  const auto* row = std::ranges::find(table, fault, &Arming::fault);
  if (row == table.end()) {
    throw std::runtime_error(fmt::format("no way to carry out the fault {}", fault));
  }
  return *row;
}

}  // namespace crashproof
