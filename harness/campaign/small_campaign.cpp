// The crash-free runs anew, some trials, and the same judgement as that of the campaign.
#include "harness/campaign/small_campaign.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "harness/campaign/baseline_runs.h"
#include "harness/campaign/diagnosing.h"
#include "harness/campaign/findings.h"
#include "harness/campaign/plan_sources.h"
#include "harness/campaign/pool.h"
#include "harness/campaign/power_loss_trials.h"
#include "harness/campaign/single_order.h"
#include "harness/campaign/surroundings.h"
#include "harness/campaign/trials.h"
#include "harness/judge/judge.h"

namespace crashproof {
namespace {

using Edge = Position::Edge;
using Orders = std::vector<TrialOrder>;

constexpr std::uint64_t most_states = 200;  // for the cause of a kill, or of one persistence model
constexpr std::size_t most_schedules = 40;

bool is_counted(const Position& position) {
  return position.edge == Edge::before || position.edge == Edge::after || position.edge == Edge::in;
}

// The positions at Events of the kind; `of_path`: of the same paths alone.
std::vector<Position> positions_like(const Position& position, const Trace& trace, bool of_path) {
  std::vector<Position> positions;
  std::map<std::string, std::uint64_t> occurrences;
  for (const Event& event : trace.events) {
    if (event.kind != position.kind) continue;
    const std::string path = subject_path(event);
    if (of_path && !glob_matches(position.glob, path)) continue;
    Position like = position;
    like.glob = of_path ? position.glob : glob_quoted(path);
    like.occurrence = ++occurrences[like.glob];
    if (like.edge == Edge::in) {
      if (event.length < 2) continue;
      like.cut_bytes = std::min(position.cut_bytes, event.length - 1);
    }
    positions.push_back(std::move(like));
  }
  return positions;
}

std::vector<Position> positions_like(const Position& position, const Trace& trace) {
  if (position.edge == Edge::event) {
    std::vector<Position> positions;
    const std::uint64_t numbered = event_numbers(trace.events).back();
    for (std::uint64_t number = 0; number <= numbered; ++number) {
      positions.push_back(position);
      positions.back().occurrence = number;
    }
    return positions;
  }
  if (!is_counted(position)) return {position};
  std::vector<Position> positions = positions_like(position, trace, true);
  return positions.empty() ? positions_like(position, trace, false) : positions;
}

bool violates_all(const JudgedTrial& trial, const std::vector<std::string>& checks) {
  return std::ranges::all_of(checks, [&](const std::string& check) {
    return std::ranges::any_of(trial.verdicts, [&](const Verdict& verdict) {
      return verdict.check == check && verdict.outcome == Outcome::violated;
    });
  });
}

class SmallCampaign {
 public:
  SmallCampaign(RunStore& store, const Finding& finding, const CampaignOptions& options,
                const Catalogues& catalogues)
      : store_(store),
        finding_(finding),
        options_(options),
        catalogues_(catalogues),
        surroundings_(survey(options, store)) {}

  // A schedule with which it shows, "" if none does.
  std::string shown() {
    runs_ = run_baseline(options_, store_, surroundings_, catalogues_, nobody_);
    if (runs_.problem) return "";
    const std::vector<JudgedTrial> trials = tried(orders());
    const auto failing = std::ranges::find_if(
        trials, [this](const JudgedTrial& trial) { return violates_all(trial, finding_.checks); });
    if (failing == trials.end()) return "";
    if (finding_.diagnosis.code.empty()) return failing->evidence.schedule;
    const std::vector<Finding> findings =
        with_causes(group_findings(trials, runs_), options_, store_, surroundings_, runs_,
                    catalogues_, nobody_, true);
    const auto alike = std::ranges::find_if(
        findings, [this](const Finding& finding) { return shows_alike(finding, finding_); });
    return alike == findings.end() ? "" : alike->schedule;
  }

 private:
  Orders orders() const {
    const CrashSchedule schedule = parse_schedule(finding_.schedule);
    const ScheduleStep* cut = power_cut_of(schedule);
    return cut == nullptr ? orders_like() : power_cuts(*cut);
  }

  // What survives names the Events of one recording, so all that the model permits of this one is
  // asked about. States of kills are not among them.
  Orders power_cuts(const ScheduleStep& cut) const {
    CampaignOptions options = options_;
    options.everything = false;
    options.models = {std::string(model_of_survival(cut.parameter))};
    options.per_fault = most_states;
    Orders orders;
    const PositionNames names(runs_.trace, runs_.unstable_paths);
    for (FaultPlan& plan :
         plan_power_cuts(options, runs_, names, plan_sources(store_, catalogues_)))
      std::ranges::move(plan.orders, std::back_inserter(orders));
    return orders;
  }

  // Those like the finding's. The cause of a kill shows in a window, whose borders take all states.
  std::set<std::string> schedules() const {
    const std::vector<std::string> like =
        schedules_like(finding_.schedule, runs_.trace, most_schedules);
    std::set<std::string> schedules(like.begin(), like.end());
    if (like.empty() || finding_.fault != "kill" || finding_.diagnosis.code.empty())
      return schedules;
    CampaignOptions options = options_;
    options.faults.clear();
    options.models.clear();
    options.failpoints.clear();
    options.everything = false;
    options.random_schedules = 0;
    options.sample = most_states;
    for (const TrialOrder& order :
         plan_trials(options, runs_, plan_sources(store_, catalogues_)).orders) {
      schedules.insert(order.schedule);
    }
    return schedules;
  }

  Orders orders_like() const {
    Orders orders;
    for (const std::string& schedule : schedules()) {
      std::optional<TrialOrder> order = single_order(schedule, runs_.trace, options_);
      if (!order) continue;
      order->fault = finding_.fault;
      orders.push_back(std::move(*order));
    }
    return orders;
  }

  std::vector<JudgedTrial> tried(Orders orders) const {
    std::deque<TrialOrder> replays;
    std::deque<TrialOrder> lives;
    for (TrialOrder& order : orders)
      (order.engine == Engine::live ? lives : replays).push_back(std::move(order));
    std::ranges::stable_sort(replays, {}, &TrialOrder::point);
    std::vector<JudgedTrial> trials;
    for (std::deque<TrialOrder>* part : {&replays, &lives}) {
      if (part->empty()) continue;
      Pool pool(surroundings_, worker_plan(options_, store_, surroundings_, runs_, catalogues_),
                surroundings_.workers);
      pool.run(std::move(*part), [&](const TrialOrder&, const TrialReply& reply) {
        trials.push_back(judged(reply.evidence, catalogues_.checks, options_.limits));
      });
    }
    return trials;
  }

  RunStore& store_;
  const Finding& finding_;
  const CampaignOptions& options_;
  const Catalogues& catalogues_;
  Surroundings surroundings_;
  BaselineRuns runs_;
  ProgressListener nobody_ = [](const Progress&) {};
};

}  // namespace

std::string shown_in(RunStore& store, const Finding& finding, CampaignOptions options,
                     const Catalogues& catalogues) {
  options.run_directory = store.directory();
  options.budget_seconds = 0;
  options.fail_fast = false;
  return SmallCampaign(store, finding, options, catalogues).shown();
}

bool shows_alike(const Finding& found, const Finding& sought) {
  const auto is_among = [](const std::string& check, const std::vector<std::string>& checks) {
    return std::ranges::find(checks, check) != checks.end();
  };
  return found.diagnosis.code == sought.diagnosis.code &&
         std::ranges::all_of(sought.checks, [&](const std::string& check) {
           return is_among(check, found.checks) || is_among(check, found.other_checks);
         });
}

std::vector<std::string> schedules_like(const std::string& schedule, const Trace& trace,
                                        std::size_t at_most) {
  CrashSchedule parsed = parse_schedule(schedule);
  const auto first = std::ranges::find(parsed.steps, 0U, &ScheduleStep::run);
  if (first == parsed.steps.end()) return {schedule};
  const std::vector<Position> positions = positions_like(first->position, trace);
  const std::size_t count = std::min(positions.size(), at_most);
  std::vector<std::string> schedules;
  for (std::size_t i = 0; i < count; ++i) {
    first->position = positions[i * positions.size() / count];
    schedules.push_back(to_string(parsed));
  }
  return schedules;
}

}  // namespace crashproof
