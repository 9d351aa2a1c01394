// Each schedule is an order for a pool of one worker, which ends with it.
#include "harness/campaign/recorded_job.h"

#include <algorithm>
#include <utility>

#include "harness/campaign/findings.h"
#include "harness/campaign/interruption.h"
#include "harness/campaign/pool.h"
#include "harness/campaign/power_loss_trials.h"
#include "harness/plan/resolve.h"

namespace crashproof {
namespace {

void nobody(const Progress&) {}

// A kill of the first run, and nothing else done to that run: its state follows from the trace.
bool begins_with_a_kill(const CrashSchedule& schedule) {
  const auto of_first_run = [](const ScheduleStep& step) {
    return step.run == 0 || step.run == every_run;
  };
  return std::ranges::count_if(schedule.steps, of_first_run) == 1 &&
         schedule.steps.front().run == 0 && schedule.steps.front().fault == "kill";
}

}  // namespace

RecordedJob::RecordedJob(const CampaignOptions& options, const Catalogues& catalogues)
    : options_(options), catalogues_(catalogues), recording_(record(options, catalogues, nobody)) {
  if (recording_.interrupted || !recording_.baseline_problem.empty()) return;
  store_.emplace(options_.run_directory, RunStore::Mode::keep);
  surroundings_ = survey(options_, *store_);
  runs_ = load_baseline(*store_);
}

Report RecordedJob::try_schedule(const CrashSchedule& schedule) {
  const InterruptionGuard guard;
  const std::string text = to_string(schedule);
  Report report = recording_;
  report.stage = Stage::judged;
  ReplayOutcome& outcome = report.replay.emplace();
  outcome.evidence.schedule = text;
  std::optional<TrialOrder> order = order_to_show_again(text, runs_->trace);
  outcome.trace_drifted = !order;
  outcome.reached = order.has_value();
  if (!order) return report;
  const bool live = options_.live || options_.subject.needs_live_engine();
  const Resolved first = resolve(schedule.steps.front().position, runs_->trace);
  if (!live && first.reached && begins_with_a_kill(schedule)) {
    order->engine = Engine::replay;
    order->point = first.point;
  }
  try {
    Pool pool(surroundings_, worker_plan(options_, *store_, surroundings_, *runs_, catalogues_), 1);
    pool.run({std::move(*order)}, [&](const TrialOrder&, const TrialReply& reply) {
      JudgedTrial trial = judged(reply.evidence, catalogues_.checks, options_.limits);
      outcome.evidence = std::move(trial.evidence);
      outcome.verdicts = std::move(trial.verdicts);
    });
    outcome.reached = outcome.evidence.fault_happened && outcome.evidence.dropped.empty();
  } catch (const Interrupted&) {
    report.interrupted = true;
  }
  store_->clean_sandbox();
  return report;
}

}  // namespace crashproof
