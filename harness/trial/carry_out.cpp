// Run, strike, change, resume, …, resume to the end: the loop over the runs of one trial.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "harness/trial/arming.h"
#include "harness/trial/cannot_happen.h"
#include "harness/trial/power_loss.h"
#include "harness/trial/trial.h"

namespace crashproof {
namespace {

bool is_change(const ScheduleStep& step) {
  return step.position.edge == Position::Edge::down;
}

// A step that makes the run something else than an attempt to finish.
bool disturbs(const ScheduleStep& step) {
  return step.run != every_run && !is_change(step) && step.position.edge != Position::Edge::end;
}

class TrialRuns {
 public:
  TrialRuns(CrashSchedule schedule, Sandbox& sandbox, const Subject& subject,
            const TrialSettings& settings, TrialTraces* traces)
      : schedule_(std::move(schedule)),
        sandbox_(sandbox),
        subject_(subject),
        settings_(settings),
        traces_(traces) {}

  Evidence carry_out(const TrialStart& start) {
    const std::vector<ScheduleStep> given = schedule_.steps;
    before_resume_ = start.before_resume;
    evidence_.engine = start.engine;
    sandbox_.begin();
    apply_changes(start.changes, sandbox_.workspace(), sandbox_.restored());
    try {
      if (start.engine == Engine::live) {
        first_run();
      } else {
        require_no_first_run();
      }
      resume();
      require_every_step_met();
    } catch (const Stopped&) {
      evidence_.fault_happened = false;
    }
    evidence_.schedule = to_string(schedule_);
    for (const ScheduleStep& step : given) {
      const bool kept = std::ranges::find(schedule_.steps, step) != schedule_.steps.end();
      if (!kept) evidence_.dropped.push_back(to_string(CrashSchedule{{step}}));
    }
    if (!evidence_.resumes.empty()) {
      const RunExit& exit = evidence_.resumes.back().exit;
      evidence_.accepted_exit = !exit.succeeded() && (ended_well(exit) || gave_up_poison(exit));
    }
    return std::move(evidence_);
  }

 private:
  struct ArmedStep {
    ScheduleStep step;
    Happened happened;
  };
  // A step did not happen, and evidence_ says why: this is no trial.
  struct Stopped {};

  [[noreturn]] void stop_for(const ScheduleStep& step, std::string_view why) {
    evidence_.not_happened = fmt::format("{}: {}", to_string(CrashSchedule{{step}}), why);
    throw Stopped{};
  }

  bool ended_well(const RunExit& exit) const {
    return exit.succeeded() ||
           (exit.how == RunExit::How::exited && exit.code == settings_.accepted_code);
  }

  // A job that nobody killed has got past the item that kills, whatever it has to say about that.
  bool gave_up_poison(const RunExit& exit) const {
    return exit.how == RunExit::How::exited &&
           std::ranges::any_of(schedule_.steps,
                               [](const ScheduleStep& step) { return step.run == every_run; });
  }

  void require_no_first_run() {
    for (const ScheduleStep& step : schedule_.steps) {
      if (step.run > 0 && arming_for(step.fault).needs_first_run) {
        stop_for(step, "it needs a live first run");
      }
    }
  }

  void first_run() {
    if (!subject_.reset.empty()) run_shell(sandbox_, subject_, subject_.reset);
    for (const ScheduleStep& step : schedule_.steps) {
      const Arming& arming = arming_for(step.fault);
      if (arming.prepare == nullptr) continue;
      try {
        arming.prepare(step, sandbox_);
      } catch (const CannotHappen& reason) {
        stop_for(step, reason.what());
      }
    }
    std::vector<ArmedStep> armed;
    const PerformedRun run = perform_run(0, armed);
    evidence_.first_run = run.outcome;
    if (run.stop_seconds) evidence_.stopping = Stopping{*run.stop_seconds, run.outlived_grace};
    look_back_at_first(armed, run);
  }

  // A first strike may lead the run past the position of a second one, which is dropped then. What
  // is about every run may come later, where something else struck the first.
  void look_back_at_first(const std::vector<ArmedStep>& armed, const PerformedRun& run) {
    const bool has_own = has_steps_of(0);
    std::vector<ScheduleStep> unreached;
    std::size_t own_reached = 0;
    for (const ArmedStep& each : armed) {
      const bool is_own = each.step.run == 0;
      if (note(each, run)) {
        own_reached += is_own ? 1 : 0;
      } else if (is_own || !has_own) {
        unreached.push_back(each.step);
      }
    }
    if (unreached.empty()) return;
    if (own_reached == 0) stop_for(unreached.front(), "the first run did not reach it");
    for (const ScheduleStep& step : unreached) std::erase(schedule_.steps, step);
  }

  // Whether it happened in this run; remembered of a step that is about every run.
  bool note(const ArmedStep& armed, const PerformedRun& run) {
    const bool happened = armed.happened(run);
    if (happened && armed.step.run == every_run) met_.push_back(armed.step);
    return happened;
  }

  void require_every_step_met() {
    for (const ScheduleStep& step : schedule_.steps) {
      const bool met = step.run != every_run || std::ranges::find(met_, step) != met_.end();
      if (!met) stop_for(step, "no run reached it");
    }
  }

  // Arms every step of the run, in order, and runs it.
  PerformedRun perform_run(std::uint32_t number, std::vector<ArmedStep>& armed) {
    ArmedRun run{supervision_in(sandbox_, subject_, number > 0), std::nullopt};
    for (const ScheduleStep& step : schedule_.steps) {
      if (step.run != number && step.run != every_run) continue;
      try {
        armed.push_back({step, arming_for(step.fault).arm(step, run, sandbox_, lasting_)});
      } catch (const CannotHappen& reason) {
        stop_for(step, reason.what());
      }
    }
    if (run.replica_delay_seconds && run.is_struck()) {
      const auto replica = std::ranges::find(armed, "replica", [](const ArmedStep& each) {
        return std::string_view(each.step.fault);
      });
      stop_for(replica->step, "two copies at once cannot be struck at a position");
    }
    move_clock(run.supervision.launch.pins);
    if (number == 1 && before_resume_) look_before_resume();
    if (traces_ != nullptr && traces_->before_run) traces_->before_run(number, run.supervision);
    PerformedRun performed = perform(std::move(run), settings_, traces_ != nullptr);
    keep_trace(number, performed);
    return performed;
  }

  void look_before_resume() {
    try {
      before_resume_();
    } catch (const CannotHappen& reason) {
      evidence_.not_happened = reason.what();
      throw Stopped{};
    }
  }

  void move_clock(Pins& pins) const {
    if (lasting_.clock_ahead_seconds == 0) return;
    const auto ahead_ns = static_cast<std::int64_t>(lasting_.clock_ahead_seconds * 1e9);
    pins.clock = moved_by(pins.clock, ahead_ns);
  }

  void keep_trace(std::uint32_t number, PerformedRun& run) {
    if (traces_ == nullptr || !run.trace) return;
    if (!run.call_sites.empty()) traces_->call_sites[number] = std::move(run.call_sites);
    if (number == 0) {
      traces_->first = std::move(run.trace);
    } else {
      traces_->resumes.push_back(std::move(*run.trace));
    }
  }

  bool has_steps_of(std::uint32_t number) const {
    return std::ranges::any_of(schedule_.steps,
                               [number](const ScheduleStep& step) { return step.run == number; });
  }

  bool has_steps_from(std::uint32_t number) const {
    return std::ranges::any_of(schedule_.steps, [number](const ScheduleStep& step) {
      return step.run >= number && step.run != every_run;
    });
  }

  // A resume went another way than the schedule says, so its later steps are about nothing.
  void drop(const ScheduleStep& unreached) {
    std::erase_if(schedule_.steps, [&](const ScheduleStep& step) {
      return step == unreached || (step.run > unreached.run && step.run != every_run);
    });
  }

  // True if the run was struck, and so was not an attempt to finish.
  bool look_back(const std::vector<ArmedStep>& armed, const PerformedRun& run) {
    bool struck = false;
    for (const ArmedStep& each : armed) {
      const bool happened = note(each, run);
      struck = struck || (happened && disturbs(each.step));
      if (happened || each.step.run == every_run) continue;
      if (is_change(each.step)) stop_for(each.step, "it could not be made");
      drop(each.step);
    }
    return struck;
  }

  void resume() {
    std::uint32_t attempts = 0;
    std::uint32_t number = 1;
    for (; attempts < settings_.restarts || has_steps_of(number); ++number) {
      std::vector<ArmedStep> armed;
      PerformedRun run = perform_run(number, armed);
      const bool struck = look_back(armed, run);
      if (!struck) ++attempts;
      keep(std::move(run));
      const RunExit& exit = evidence_.resumes.back().exit;
      const bool over = ended_well(exit) || gave_up_poison(exit) ||
                        (!struck && exit.how == RunExit::How::timed_out);
      if (over && !has_steps_from(number + 1)) return;
    }
    std::erase_if(schedule_.steps, [number](const ScheduleStep& step) {
      return step.run >= number && step.run != every_run;
    });
  }

  // Of two copies the one that ended better comes last: what the other may do is to give way.
  void keep(PerformedRun run) {
    if (run.replica && !ended_well(run.outcome.exit)) std::swap(run.outcome, *run.replica);
    if (run.replica) evidence_.resumes.push_back(std::move(*run.replica));
    evidence_.resumes.push_back(std::move(run.outcome));
  }

  CrashSchedule schedule_;
  Sandbox& sandbox_;
  const Subject& subject_;
  const TrialSettings& settings_;
  TrialTraces* traces_;
  std::function<void()> before_resume_;
  LastingChanges lasting_;
  std::vector<ScheduleStep> met_;  // of those that are about every run
  Evidence evidence_;
};

}  // namespace

Evidence carry_out(const CrashSchedule& schedule, const TrialStart& start, Sandbox& sandbox,
                   const Subject& subject, const TrialSettings& settings, TrialTraces* traces) {
  const auto begun = std::chrono::steady_clock::now();
  Evidence evidence = TrialRuns(schedule, sandbox, subject, settings, traces).carry_out(start);
  evidence.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  return evidence;
}

}  // namespace crashproof
