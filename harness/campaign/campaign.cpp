// The stages in order; each reads what the one before it left in the run directory.
#include "harness/campaign/campaign.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/borders.h"
#include "harness/campaign/crash_map.h"
#include "harness/campaign/diagnosing.h"
#include "harness/campaign/estimate.h"
#include "harness/campaign/findings.h"
#include "harness/campaign/interruption.h"
#include "harness/campaign/litter.h"
#include "harness/campaign/minimising.h"
#include "harness/campaign/plan_sources.h"
#include "harness/campaign/regressions.h"
#include "harness/campaign/replaying.h"
#include "harness/campaign/run_json.h"
#include "harness/campaign/run_store.h"
#include "harness/campaign/stopping_early.h"
#include "harness/campaign/summary.h"
#include "harness/campaign/surroundings.h"
#include "harness/campaign/trials.h"
#include "harness/campaign/trying.h"
#include "harness/judge/judge.h"
#include "harness/judge/redo_table.h"

namespace crashproof {
namespace {

using Clock = std::chrono::steady_clock;

// What the stages share. Made anew by each entry point from the run directory.
struct Campaign {
  CampaignOptions options;
  const Catalogues& catalogues;
  const ProgressListener& listener;
  RunStore& store;
  Surroundings surroundings;
  BaselineRuns runs;
  TrialPlan plan;
  Report report;
};

// What the checks need to know of the recorded run.
void complete_limits(Campaign& campaign) {
  const Trace& trace = campaign.runs.trace;
  CheckLimits& limits = campaign.options.limits;
  limits.redo_in_items = !campaign.options.items.empty() || !campaign.runs.default_items.empty();
  limits.in_flight = std::max<std::uint64_t>(trace.processes, 1) + trace.threads;
}

void make_plan(Campaign& campaign) {
  complete_limits(campaign);
  campaign.plan = plan_trials(campaign.options, campaign.runs,
                              plan_sources(campaign.store, campaign.catalogues));
  add_plan(campaign.report, campaign.plan);
  plan_regressions(campaign.options, campaign.runs.trace, campaign.plan, campaign.report);
}

// The state of the user's files is part of the subject only once it is in the snapshot.
void record_stage(Campaign& campaign) {
  const CampaignOptions& options = campaign.options;
  campaign.listener({"copying the workspace", 0, 0, 0, ""});
  std::vector<std::string> notes = take_snapshot(options, campaign.store);
  campaign.surroundings = survey(options, campaign.store);
  std::ranges::move(notes, std::back_inserter(campaign.surroundings.notes));
  campaign.store.write_file("subject.json", to_json(options.subject));
  campaign.runs = run_baseline(options, campaign.store, campaign.surroundings, campaign.catalogues,
                               campaign.listener);
  campaign.report =
      report_on_recording(options, campaign.store, campaign.surroundings, campaign.runs);
  if (!campaign.runs.problem) make_plan(campaign);
}

// The subject is the recorded one, whatever the options name: its traces are what there is.
void load_stage(Campaign& campaign) {
  if (!campaign.store.has("subject.json")) {
    throw UsageError(fmt::format("{} holds no recording: run 'crashproof record' first",
                                 campaign.store.directory()));
  }
  campaign.options.subject = subject_from_json(campaign.store.read_file("subject.json"));
  campaign.surroundings = survey(campaign.options, campaign.store);
  campaign.runs = load_baseline(campaign.store);
  campaign.report =
      report_on_recording(campaign.options, campaign.store, campaign.surroundings, campaign.runs);
  make_plan(campaign);
}

// Those that the search for borders has tried since are not among them.
void note_not_begun(Campaign& campaign, NotBegun not_begun) {
  if (not_begun.trials == 0) return;
  const std::map<TrialKey, Evidence> trials = latest_trials(campaign.store);
  const auto tried = [&trials](const TrialOrder& order) {
    return trials.contains({order.schedule, order.engine});
  };
  const auto planned = campaign.plan.first.size() + campaign.plan.orders.size();
  const auto begun = std::ranges::count_if(campaign.plan.first, tried) +
                     std::ranges::count_if(campaign.plan.orders, tried);
  // Kills of resumes are not in the plan.
  const std::uint64_t of_plan = planned - static_cast<std::uint64_t>(begun);
  not_begun.trials = depth_of(campaign.options) > 1 ? std::max(of_plan, not_begun.trials) : of_plan;
  campaign.report.not_begun = std::move(not_begun);
}

void try_stage(Campaign& campaign) {
  const Clock::time_point start = Clock::now();
  const Tried tried =
      try_all(campaign.plan, campaign.options, campaign.store, campaign.surroundings, campaign.runs,
              campaign.catalogues, campaign.listener);
  find_borders(campaign.plan, campaign.options, campaign.store, campaign.surroundings,
               campaign.runs, campaign.catalogues, campaign.listener);
  campaign.report.coverage.reused = tried.reused;
  note_not_begun(campaign, tried.not_begun);
  if (tried.nothing_deeper) {
    FaultPlan row;
    row.label = further_kills;
    row.note = "all, since every state that a resume leaves was met before";
    campaign.plan.faults.push_back(std::move(row));
  }
  if (tried.left_out > 0) {
    campaign.report.notes.push_back(
        fmt::format("{}: {} more were left out (--per-fault N sets how many are tried)",
                    further_kills, tried.left_out));
  }
  campaign.report.trial_seconds = std::chrono::duration<double>(Clock::now() - start).count();
  campaign.report.stage = Stage::tried;
}

// The numbers of each trial lie beside the report, for plotting.
void add_redo(Campaign& campaign, const std::vector<JudgedTrial>& trials) {
  std::vector<const Evidence*> all;
  for (const JudgedTrial& trial : trials) all.push_back(&trial.evidence);
  std::ranges::sort(all, {}, &Evidence::trial);
  campaign.report.redo = redo_summary(all, campaign.options.limits);
  if (!campaign.report.redo) return;
  campaign.store.write_file("redo.csv", redo_table(all, campaign.runs.trace));
  campaign.report.redo_table = campaign.store.path("redo.csv");
}

// A trial from the state before the run is a crash-free run like the first two. If it ends
// otherwise, they agreed by luck, and nothing that differs from them is a matter of crashes.
bool agrees_with_itself(Campaign& campaign, const std::vector<JudgedTrial>& trials) {
  if (!campaign.options.subject.resume.empty()) return true;
  const auto from_start = std::ranges::find_if(trials, [](const JudgedTrial& trial) {
    return trial.evidence.fault == "kill" && trial.evidence.point == CrashPoint{};
  });
  if (from_start == trials.end() || overall(from_start->verdicts) != Outcome::violated) return true;
  const auto broken = std::ranges::find(from_start->verdicts, Outcome::violated, &Verdict::outcome);
  campaign.report.baseline_problem =
      fmt::format("a third crash-free run ends otherwise than the first two: {}", broken->reason);
  campaign.report.baseline_advice =
      "make the job's end the same each time, or name what differs by chance: --ignore "
      "GLOB[#FIELD]";
  return false;
}

void judge_stage(Campaign& campaign, bool may_run) {
  std::vector<JudgedTrial> trials;
  for (auto& [key, evidence] : latest_trials(campaign.store)) {
    if (evidence.schedule.starts_with("failpoint[") && !evidence.fault_happened) {
      campaign.report.notes.push_back(evidence.schedule + " never fired");
    }
    trials.push_back(
        judged(std::move(evidence), campaign.catalogues.checks, campaign.options.limits));
  }
  add_trials(campaign.report, trials, campaign.plan);
  mark_not_begun(campaign.report, campaign.options);
  if (!agrees_with_itself(campaign, trials)) {
    campaign.report.stage = Stage::judged;
    return;
  }
  add_regressions(campaign.report, trials, campaign.plan);
  add_redo(campaign, trials);
  const MapGround ground{campaign.runs.trace, campaign.runs.unstable_paths, campaign.plan.states};
  CrashMap map = map_of_trials(ground, trials);
  const std::set<std::string> litter = litter_of(trials);
  std::ranges::move(take_out_explained(trials, campaign.runs),
                    std::back_inserter(campaign.report.notes));
  if (may_run) {
    shrink_random_failures(trials, campaign.plan.states, campaign.options, campaign.store,
                           campaign.surroundings, campaign.runs, campaign.catalogues,
                           campaign.listener);
  }
  campaign.report.findings = diagnosed(group_findings(trials, campaign.runs), campaign.options,
                                       campaign.store, campaign.surroundings, campaign.runs,
                                       campaign.catalogues, campaign.listener, may_run);
  confirm_findings(campaign.report.findings, campaign.options, campaign.store,
                   campaign.surroundings, campaign.runs, campaign.catalogues, campaign.listener,
                   may_run);
  pass_gate(campaign.report, campaign.options.gate, today_in_utc());
  if (may_run && campaign.options.minimise_input) {
    std::ranges::move(minimise_inputs(campaign.report.findings, campaign.options, campaign.store,
                                      campaign.runs, campaign.catalogues, campaign.listener),
                      std::back_inserter(campaign.report.notes));
  }
  complete_map(map, ground, campaign.store, campaign.runs, campaign.options.role_hints,
               campaign.report.findings);
  tell_litter(campaign.report, litter, map);
  campaign.report.map = std::move(map);
  campaign.report.stage = Stage::judged;
}

// A run directory that has no room left is the user's to mend, not a fault of the subject or ours.
[[noreturn]] void rethrow_full_disk(const std::system_error& error, const std::string& directory) {
  if (error.code() == std::errc::no_space_on_device) {
    throw UsageError(
        fmt::format("no space left for the run directory {} ({}): free some or choose "
                    "another with --run-dir, then go on with --continue",
                    directory, error.what()));
  }
  throw error;
}

template <typename Stages>
Report run_in(RunStore& store, const CampaignOptions& options, const Catalogues& catalogues,
              const ProgressListener& listener, Stages stages) {
  Campaign campaign{options, catalogues, listener, store, {}, {}, {}, {}};
  try {
    stages(campaign);
  } catch (const Interrupted&) {
    campaign.report.interrupted = true;
    campaign.report.run_directory = store.directory();
    campaign.report.subject = options.subject;
  }
  store.clean_sandbox();
  return std::move(campaign.report);
}

template <typename Stages>
Report run_stages(const CampaignOptions& options, const Catalogues& catalogues,
                  const ProgressListener& listener, RunStore::Mode mode, Stages stages) {
  const InterruptionGuard guard;
  try {
    RunStore store(options.run_directory, mode);
    return run_in(store, options, catalogues, listener, stages);
  } catch (const std::system_error& error) {
    rethrow_full_disk(error, options.run_directory);
  }
}

// Their environments may differ: a shell's own changes with every cd (OLDPWD) and terminal.
bool holds_recording_of(const RunStore& store, Subject subject) {
  if (!store.has("subject.json") || !store.has("baseline.json")) return false;
  const Subject recorded = subject_from_json(store.read_file("subject.json"));
  subject.environment = recorded.environment;
  return recorded == subject;
}

// The same subject as recorded, or the trials would mean something else.
void load_for_continuing(Campaign& campaign) {
  if (!campaign.store.has("baseline.json")) {
    record_stage(campaign);  // it was interrupted before anything could be tried
  } else if (holds_recording_of(campaign.store, campaign.options.subject)) {
    const std::vector<std::string> environment = campaign.options.subject.environment;
    load_stage(campaign);
    if (environment != campaign.options.subject.environment) {
      campaign.report.notes.emplace_back(
          "the environment is not the recorded one: trials go on with that of the recording");
    }
  } else {
    throw UsageError(
        fmt::format("{} holds a run of another command or comparison: run it anew without "
                    "--continue",
                    campaign.store.directory()));
  }
}

void announce_trials(const Campaign& campaign) {
  const std::string text =
      announcement(campaign.plan, campaign.options, campaign.runs.trace.exit.seconds,
                   campaign.surroundings.workers);
  campaign.listener({"", 0, 0, 0, "crashproof: " + text});
}

bool nothing_to_try(const Campaign& campaign) {
  return campaign.runs.problem || campaign.report.coverage.states <= 1;
}

}  // namespace

Report record(const CampaignOptions& options, const Catalogues& catalogues,
              const ProgressListener& listener) {
  return run_stages(options, catalogues, listener, RunStore::Mode::fresh, record_stage);
}

Report try_points(const CampaignOptions& options, const Catalogues& catalogues,
                  const ProgressListener& listener) {
  return run_stages(options, catalogues, listener, RunStore::Mode::keep, [](Campaign& campaign) {
    load_stage(campaign);
    if (!nothing_to_try(campaign)) try_stage(campaign);
  });
}

Report judge_run(const CampaignOptions& options, const Catalogues& catalogues) {
  const ProgressListener nobody = [](const Progress&) {};
  return run_stages(options, catalogues, nobody, RunStore::Mode::keep, [](Campaign& campaign) {
    load_stage(campaign);
    judge_stage(campaign, false);
  });
}

Report audit(const CampaignOptions& options, const Catalogues& catalogues,
             const ProgressListener& listener) {
  const RunStore::Mode mode = options.continue_run ? RunStore::Mode::keep : RunStore::Mode::fresh;
  return run_stages(options, catalogues, listener, mode, [](Campaign& campaign) {
    if (campaign.options.continue_run) {
      load_for_continuing(campaign);
    } else {
      record_stage(campaign);
    }
    if (nothing_to_try(campaign)) {
      campaign.report.stage = Stage::judged;
      return;
    }
    announce_trials(campaign);
    try_stage(campaign);
    judge_stage(campaign, true);
  });
}

Report replay(const CampaignOptions& options, const std::string& schedule,
              const std::string& expected_fingerprint, const Catalogues& catalogues,
              const ProgressListener& listener) {
  const InterruptionGuard guard;
  const RunStore campaigns_own(options.run_directory, RunStore::Mode::share);
  RunStore store = campaigns_own.beside();
  return run_in(store, options, catalogues, listener, [&](Campaign& campaign) {
    record_stage(campaign);
    if (campaign.runs.problem) return;
    listener({"replaying", 0, 0, 0, ""});
    campaign.report.replay = carry_out_replay(schedule, expected_fingerprint, options, store,
                                              campaign.surroundings, campaign.runs, catalogues);
    if (campaign.report.replay->reached && !options.inspection.keep.empty()) {
      campaign.report.notes.push_back(
          fmt::format("the workspace after the crash, after the resume and as it should be: {}",
                      options.inspection.keep + "/{crashed,final,expected}"));
    }
    campaign.report.stage = Stage::judged;
  });
}

}  // namespace crashproof
