// Chooses the way of running: struck or recorded, two at once, or free.
#include "harness/trial/armed_run.h"

#include <utility>

#include "harness/trial/output_file.h"
#include "harness/trial/replica_run.h"
#include "harness/trial/resume.h"

namespace crashproof {
namespace {

PerformedRun perform_supervised(Supervision supervision, const TrialSettings& settings,
                                bool record) {
  // Output is an Event only where it goes to a descriptor of ours, as it did in the recording.
  const OutputFile output;
  supervision.launch.stdout_fd = output.fd();
  supervision.launch.stderr_fd = output.fd();
  supervision.limit_seconds = settings.limit_seconds;
  supervision.leftover_grace_seconds = settings.leftover_grace_seconds;
  supervision.keep_bytes = record;
  supervision.record_opens = supervision.record_opens || record;
  Supervised run = supervise(supervision);
  PerformedRun performed;
  performed.outcome = {run.trace.exit, output.tail(), run.trace.leftover_processes};
  performed.killed = run.killed;
  performed.happened = std::move(run.happened);
  performed.stop_seconds = run.stop_seconds;
  performed.outlived_grace = run.outlived_grace;
  if (record) performed.trace = std::move(run.trace);
  performed.call_sites = std::move(run.call_sites);
  return performed;
}

}  // namespace

PerformedRun perform(ArmedRun run, const TrialSettings& settings, bool record) {
  const bool alone = !run.replica_delay_seconds;
  if (run.is_struck() || (record && alone)) {
    return perform_supervised(std::move(run.supervision), settings, record);
  }
  const ResumeLimits limits{settings.limit_seconds, settings.leftover_grace_seconds};
  Launch launch = std::move(run.supervision.launch);
  launch.traced = false;
  PerformedRun performed;
  if (alone) {
    performed.outcome = run_to_end(std::move(launch), limits);
  } else {
    TwoRuns both = run_two(launch, *run.replica_delay_seconds, limits);
    performed.outcome = std::move(both.first);
    performed.replica = std::move(both.second);
  }
  return performed;
}

}  // namespace crashproof
