// From the step of a schedule to what has to be done to a run: one row a fault or change.
#pragma once

#include <functional>
#include <string_view>

#include "harness/model/schedule.h"
#include "harness/trial/armed_run.h"
#include "harness/trial/host_name.h"
#include "harness/trial/sandbox.h"

namespace crashproof {

// What a change has moved stays moved until the trial has ended: a job that is started once more
// after a failed resume does not find itself back on the old host.
struct LastingChanges {
  double clock_ahead_seconds = 0;
  HostName host_name;
};

// Asked when the run is over: whether its step was carried out in it.
using Happened = std::function<bool(const PerformedRun& run)>;

struct Arming {
  std::string_view fault;
  // Before the run that the step is about. Throws CannotHappen.
  Happened (*arm)(const ScheduleStep& step, ArmedRun& run, Sandbox& sandbox,
                  LastingChanges& lasting) = nullptr;
  // Before the first run of all, null if nothing has to be prepared. Throws CannotHappen.
  void (*prepare)(const ScheduleStep& step, Sandbox& sandbox) = nullptr;
  // It is about the first run too, so a state from a recording cannot stand in for that one.
  bool needs_first_run = false;
  // It leaves what no crash leaves, such as a checkpoint of another version: a job that refuses to
  // go on, and changes nothing, does right.
  bool may_be_refused = false;
};

// Throws std::runtime_error for a fault that no row is about.
const Arming& arming_for(std::string_view fault);

}  // namespace crashproof
