// Order in, state rolled, trial carried out, differences found, reply out.
#include "harness/campaign/worker.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>

#include "harness/campaign/aftermath.h"
#include "harness/campaign/documents.h"
#include "harness/campaign/final_state.h"
#include "harness/campaign/poisoned_items.h"
#include "harness/campaign/power_cut.h"
#include "harness/campaign/power_loss_trials.h"
#include "harness/campaign/resume_work.h"
#include "harness/campaign/struck_run.h"
#include "harness/campaign/tampering.h"
#include "harness/campaign/trial_reply.h"
#include "harness/campaign/what_if.h"
#include "harness/trial/cell.h"
#include "harness/trial/debugger.h"
#include "harness/trial/power_loss.h"
#include "harness/trial/report_path.h"
#include "harness/trial/resume.h"
#include "harness/trial/shell.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

bool harmless(const Difference& difference) {
  return difference.what == Difference::Class::litter ||
         (difference.what == Difference::Class::duplicated && difference.dedupable);
}

class Worker {
 public:
  explicit Worker(const WorkerPlan& plan)
      : plan_(plan),
        run_directory_(fmt::format("/proc/self/fd/{}", plan.store.fd())),
        sandbox_(make_sandbox(plan.sandbox, plan.runs.trace)),
        // Copies to read lie in the workspace of the trial, which is about to be thrown away:
        // SQLite needs a path that the mounts of the sandbox do not hide.
        documents_(plan.state_readers, run_directory_ + "/final", run_directory_ + "/snapshot",
                   sandbox_->workspace() + "/.crashproof-reading"),
        final_state_(plan.runs.baseline, plan.subject.comparison, *sandbox_, documents_),
        poisoned_items_(*sandbox_, plan.subject, final_state_, plan.settings.limit_seconds) {}

  TrialReply carry_out_order(const TrialOrder& order) {
    try {
      return carry_out(order);
    } catch (const OnlyLookedAt&) {
      sandbox_->end();
      return looked_at(order);
    }
  }

 private:
  // What there was to see has been seen, and the trial ends before its next run.
  struct OnlyLookedAt {};

  TrialReply carry_out(const TrialOrder& order) {
    const CrashSchedule schedule = parse_schedule(order.schedule);
    if (!plan_.inspection.debugger.empty()) return debug_first_run(order, schedule);
    if (order.engine == Engine::replay) {
      sandbox_->roll_to(order.point.value());
      final_state_.follow_mirror();
    }
    TrialReply reply;
    if (order.places) {
      look_at_struck_run(order, schedule, reply);
    } else if (order.engine == Engine::replay && power_cut_of(schedule) != nullptr) {
      const PowerCut cut = power_cuts().cut_of(schedule);
      std::vector<PathChange> changes = cut.changes;
      std::ranges::move(recorded_changes(order, schedule), std::back_inserter(changes));
      try_state(order, schedule, changes, reply);
      if (cut.message) ask_for_promises(cut, reply.evidence);
    } else {
      try_state(order, schedule, recorded_changes(order, schedule), reply);
    }
    return reply;
  }

  void look_at_struck_run(const TrialOrder& order, const CrashSchedule& schedule,
                          TrialReply& reply) {
    const std::optional<StruckRun> run = struck_run(schedule);
    if (!run) return;
    StruckRunWatch watch(*run);
    TrialTraces traces;
    traces.before_run = [&](std::uint32_t number, Supervision& supervision) {
      if (number > run->number) throw OnlyLookedAt{};
      if (number < run->number) return;
      supervision.python_reports = report_directory(*sandbox_, "sites");
      watch.attach(supervision);
    };
    TrialSettings settings = plan_.settings;
    settings.restarts = 1;
    try {
      crashproof::carry_out(without_strike(schedule, *run), {order.engine, {}, {}}, *sandbox_,
                            plan_.subject, settings, &traces);
    } catch (const OnlyLookedAt&) {
      // How the job would go on from there is nothing that a look asks for.
    }
    reply.evidence.schedule = order.schedule;
    reply.evidence.engine = order.engine;
    reply.struck = watch.place(traces.call_sites[run->number]);
    sandbox_->end();
  }

  static TrialReply looked_at(const TrialOrder& order) {
    TrialReply reply;
    reply.evidence.schedule = order.schedule;
    reply.evidence.engine = Engine::live;
    reply.evidence.fault_happened = true;
    reply.only_looked_at = true;
    return reply;
  }

  TrialReply debug_first_run(const TrialOrder& order, const CrashSchedule& schedule) {
    TrialReply reply = looked_at(order);
    const ScheduleStep& first = schedule.steps.front();
    if (first.run != 0)
      throw std::runtime_error("a debugger needs a step that is about the first run");
    sandbox_->begin();
    if (!plan_.subject.reset.empty()) run_shell(*sandbox_, plan_.subject, plan_.subject.reset);
    reply.evidence.fault_happened =
        debug_run(*sandbox_, plan_.subject, first.position, plan_.settings.limit_seconds,
                  plan_.inspection.debugger);
    sandbox_->end();
    return reply;
  }

  void look_at_crash_state() {
    keep_tree("crashed");
    if (!plan_.inspection.shell) return;
    open_shell(*sandbox_, plan_.subject);
    throw OnlyLookedAt{};
  }

  void keep_tree(const char* name) const {
    if (plan_.inspection.keep.empty()) return;
    const std::string directory = fmt::format("{}/kept/{}", run_directory_, name);
    make_directory(directory);
    copy_tree(sandbox_->workspace(), directory);
  }

  // What changes `as-of` make of the recorded state.
  std::vector<PathChange> recorded_changes(const TrialOrder& order, const CrashSchedule& schedule) {
    if (!has_as_of(schedule)) return {};
    if (order.engine == Engine::live) {
      throw std::runtime_error("as-of needs a state that follows from the recorded run");
    }
    if (!versions_) {
      versions_.emplace(plan_.runs.trace, initial_tree_of(run_directory_ + "/snapshot", {}, false));
    }
    return versions_->changes(schedule);
  }

  void try_state(const TrialOrder& order, const CrashSchedule& schedule,
                 const std::vector<PathChange>& changes, TrialReply& reply) {
    TrialTraces traces;
    const bool record = order.survey || order.diagnose || plan_.measure_redo;
    Evidence& evidence = reply.evidence;
    TrialStart start{order.engine, changes, {}};
    Tampering tampering(schedule, *sandbox_, final_state_);
    StuckRecordFinder stuck(plan_.runs.baseline, documents_);
    start.before_resume = [&] {
      edit_records(schedule, *sandbox_, plan_.state_readers);
      look_at_crash_state();
      if (order.diagnose) stuck.look_before(sandbox_->workspace());
      if (tampering.is_watched()) tampering.before_resume();
    };
    evidence = crashproof::carry_out(schedule, start, *sandbox_, plan_.subject,
                                     settings_for(schedule), record ? &traces : nullptr);
    if (evidence.fault_happened) {
      keep_tree("final");
      if (order.diagnose) {
        evidence.work = work_of(traces.resumes);
        evidence.work->databases = stuck.small_before();
        evidence.work->stuck = stuck.stuck_in(sandbox_->workspace());
      }
      evidence.differences = final_state_.differences(state_output());
      evidence.state_read = true;
      if (poison_of(schedule) != nullptr) poisoned_items_.excuse(*poison_of(schedule), evidence);
      evidence.accepted_exit =
          evidence.accepted_exit && std::ranges::all_of(evidence.differences, harmless);
      tampering.after_resumes(evidence);
      if (plan_.measure_redo) evidence.redo = redo_after(order, traces, plan_);
    }
    sandbox_->end();
    if (order.survey && evidence.fault_happened) {
      reply.resume_states = states_of_last_resume(order, traces, plan_.runs.trace, initial());
    }
  }

  // A poisoned item may take several attempts before it is given up.
  TrialSettings settings_for(const CrashSchedule& schedule) const {
    constexpr std::uint32_t attempts_at_poison = 10;
    TrialSettings settings = plan_.settings;
    if (poison_of(schedule) != nullptr)
      settings.restarts = std::max(settings.restarts, attempts_at_poison);
    return settings;
  }

  std::string state_output() {
    return plan_.subject.state_command.empty()
               ? ""
               : run_shell(*sandbox_, plan_.subject, plan_.subject.state_command);
  }

  // In a sandbox of its own: what it takes to look must not be there when the job resumes.
  void ask_for_promises(const PowerCut& cut, Evidence& evidence) {
    sandbox_->begin();
    apply_changes(cut.changes, sandbox_->workspace(), sandbox_->restored());
    const Event& message = plan_.runs.trace.events[*cut.message];
    evidence.promise = message.kind == EventKind::exit ? "exit(0)" : describe(message);
    evidence.broken_promises =
        power_cuts().broken_promises(cut, *sandbox_, final_state_, plan_.runs.baseline);
    sandbox_->end();
  }

  const InitialTree& initial() {
    if (!initial_) {
      initial_ = initial_tree_of(run_directory_ + "/snapshot", plan_.sandbox.private_places, false);
    }
    return *initial_;
  }

  PowerCuts& power_cuts() {
    if (!power_cuts_) {
      power_cuts_.emplace(plan_.runs.trace,
                          initial_tree_of(run_directory_ + "/snapshot", {}, false), plan_.promises);
    }
    return *power_cuts_;
  }

  const WorkerPlan& plan_;
  std::string run_directory_;
  std::unique_ptr<Sandbox> sandbox_;
  Documents documents_;
  FinalState final_state_;
  PoisonedItems poisoned_items_;
  std::optional<InitialTree> initial_;
  std::optional<PowerCuts> power_cuts_;
  std::optional<RecordedVersions> versions_;
};

}  // namespace

int work(const WorkerPlan& plan, int from_parent_fd, int to_parent_fd) {
  Worker worker(plan);
  for (std::string message; receive_message(from_parent_fd, message);) {
    const TrialOrder order = order_from_json(message);
    TrialReply reply;
    Evidence& evidence = reply.evidence;
    try {
      reply = worker.carry_out_order(order);
    } catch (const std::exception& error) {
      evidence.schedule = order.schedule;
      evidence.engine = order.engine;
      evidence.trouble = error.what();
    }
    evidence.trial = order.trial;
    evidence.fault = order.fault;
    evidence.models = order.models;
    evidence.point = order.point;
    send_message(to_parent_fd, to_message(reply));
    if (!evidence.trouble.empty()) return 1;
  }
  return 0;
}

}  // namespace crashproof
