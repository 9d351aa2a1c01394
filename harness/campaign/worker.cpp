// Order in, state rolled, trial carried out, differences found, evidence out.
#include "harness/campaign/worker.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <memory>

#include "harness/campaign/documents.h"
#include "harness/campaign/final_state.h"
#include "harness/trial/cell.h"

namespace crashproof {
namespace {

bool harmless(const Difference& difference) {
  return difference.what == Difference::Class::litter ||
         (difference.what == Difference::Class::duplicated && difference.dedupable);
}

Evidence try_one(const TrialOrder& order, const WorkerPlan& plan, Sandbox& sandbox,
                 FinalState& final_state) {
  const CrashSchedule schedule = parse_schedule(order.schedule);
  if (order.engine == Engine::replay) {
    sandbox.roll_to(order.point.value());
    final_state.follow_mirror();
  }
  Evidence evidence = carry_out(schedule, order.engine, sandbox, plan.subject, plan.settings);
  if (evidence.fault_happened) {
    const std::string output = plan.subject.state_command.empty()
                                   ? ""
                                   : run_shell(sandbox, plan.subject, plan.subject.state_command);
    evidence.differences = final_state.differences(output);
    evidence.state_read = true;
    evidence.accepted_exit =
        evidence.accepted_exit &&
        std::all_of(evidence.differences.begin(), evidence.differences.end(), harmless);
  }
  sandbox.end();
  return evidence;
}

}  // namespace

int work(const WorkerPlan& plan, int from_parent_fd, int to_parent_fd) {
  const std::string run_directory = fmt::format("/proc/self/fd/{}", plan.store.fd());
  const std::unique_ptr<Sandbox> sandbox = make_sandbox(plan.sandbox, plan.trace);
  // Copies to read lie in the workspace of the trial, which is about to be thrown away: SQLite
  // needs a path that the mounts of the sandbox do not hide.
  Documents documents(plan.state_readers, run_directory + "/final", run_directory + "/snapshot",
                      sandbox->workspace() + "/.crashproof-reading");
  FinalState final_state(plan.baseline, plan.subject.comparison, *sandbox, documents);
  for (std::string message; receive_message(from_parent_fd, message);) {
    const TrialOrder order = order_from_json(message);
    Evidence evidence;
    try {
      evidence = try_one(order, plan, *sandbox, final_state);
    } catch (const std::exception& error) {
      evidence.schedule = order.schedule;
      evidence.engine = order.engine;
      evidence.trouble = error.what();
    }
    evidence.trial = order.trial;
    evidence.point = order.point;
    send_message(to_parent_fd, to_json(evidence));
    if (!evidence.trouble.empty()) return 1;
  }
  return 0;
}

}  // namespace crashproof
