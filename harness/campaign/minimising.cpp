// One small campaign for each input that is tried; which ones is up to fewest_failing.
#include "harness/campaign/minimising.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "harness/campaign/diagnosing.h"
#include "harness/campaign/fault_trials.h"
#include "harness/campaign/findings.h"
#include "harness/campaign/kept_trees.h"
#include "harness/campaign/plan_sources.h"
#include "harness/campaign/pool.h"
#include "harness/campaign/single_order.h"
#include "harness/campaign/trials.h"
#include "harness/judge/judge.h"
#include "harness/plan/delta_debugging.h"
#include "harness/trial/file_error.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

using Edge = Position::Edge;
using Items = std::vector<std::string>;

constexpr std::size_t most_findings = 3;
constexpr std::uint64_t most_inputs = 40;   // for one finding
constexpr std::uint64_t most_states = 200;  // for the cause, of one input
constexpr std::size_t most_schedules = 40;  // for one input

void make_directory(const std::string& path) {
  if (::mkdir(path.c_str(), 0755) != 0) throw_file_error("make the directory", path);
}

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

// One finding, looked for with less and less input.
class Minimising {
 public:
  Minimising(const Finding& finding, const Items& items, const CampaignOptions& options,
             const RunStore& store, const Catalogues& catalogues, const ProgressListener& listener)
      : finding_(finding),
        items_(items),
        options_(options),
        store_(store),
        catalogues_(catalogues),
        listener_(listener) {}

  SmallestInput run() {
    SmallestInput smallest{items_, items_.size(), 1, ""};
    if (!shows_with(items_)) {
      smallest.note = "a campaign of its own with all of them does not show it";
      return smallest;
    }
    FewestItems fewest = fewest_failing(
        items_, [this](const Items& some) { return shows_with(some); }, most_inputs);
    smallest.items = std::move(fewest.items);
    smallest.tried += fewest.tried;
    if (!fewest.least) smallest.note = "more inputs were not tried";
    return smallest;
  }

 private:
  bool shows_with(const Items& kept) {
    listener_({"minimising input", ++inputs_, 0, 0, ""});
    RunStore store(store_.path("smaller"), RunStore::Mode::fresh);
    CampaignOptions options = options_;
    options.run_directory = store.directory();
    options.budget_seconds = 0;
    options.fail_fast = false;
    copy_workspace_with(kept, store.path("snapshot"));
    const Surroundings surroundings = survey(options, store);
    const ProgressListener nobody = [](const Progress&) {};
    const BaselineRuns runs = run_baseline(options, store, surroundings, catalogues_, nobody);
    if (runs.problem) return false;
    const std::vector<JudgedTrial> trials = tried(options, store, surroundings, runs);
    const bool fails = std::ranges::any_of(
        trials, [this](const JudgedTrial& trial) { return violates_all(trial, finding_.checks); });
    if (!fails || finding_.diagnosis.code.empty()) return fails;
    const std::vector<Finding> findings = diagnosed(group_findings(trials, runs), options, store,
                                                    surroundings, runs, catalogues_, nobody, true);
    return std::ranges::any_of(findings, [this](const Finding& finding) {
      return finding.diagnosis.code == finding_.diagnosis.code;
    });
  }

  // The other items are left out of the copy.
  void copy_workspace_with(const Items& kept, const std::string& target) const {
    std::set<std::string> left_out(items_.begin(), items_.end());
    for (const std::string& item : kept) left_out.erase(item);
    make_directory(target);
    copy_tree(store_.path("snapshot"), target,
              [&](const std::string& path) { return left_out.contains(path); });
  }

  // Those like the finding's. The cause of a kill shows in a window, whose borders take all states.
  std::set<std::string> schedules(CampaignOptions options, const RunStore& store,
                                  const BaselineRuns& runs) const {
    const std::vector<std::string> like =
        schedules_like(finding_.schedule, runs.trace, most_schedules);
    std::set<std::string> schedules(like.begin(), like.end());
    if (like.empty() || finding_.fault != "kill" || finding_.diagnosis.code.empty())
      return schedules;
    options.faults.clear();
    options.models.clear();
    options.failpoints.clear();
    options.everything = false;
    options.random_schedules = 0;
    options.sample = most_states;
    for (const TrialOrder& order :
         plan_trials(options, runs, plan_sources(store, catalogues_)).orders) {
      schedules.insert(order.schedule);
    }
    return schedules;
  }

  std::vector<JudgedTrial> tried(const CampaignOptions& options, const RunStore& store,
                                 const Surroundings& surroundings, const BaselineRuns& runs) const {
    std::deque<TrialOrder> replays;
    std::deque<TrialOrder> lives;
    for (const std::string& schedule : schedules(options, store, runs)) {
      std::optional<TrialOrder> order = single_order(schedule, runs.trace, options);
      if (!order) continue;
      order->fault = finding_.fault;
      (order->engine == Engine::live ? lives : replays).push_back(std::move(*order));
    }
    std::ranges::stable_sort(replays, {}, &TrialOrder::point);
    std::vector<JudgedTrial> trials;
    for (std::deque<TrialOrder>* part : {&replays, &lives}) {
      if (part->empty()) continue;
      Pool pool(surroundings, worker_plan(options, store, surroundings, runs, catalogues_),
                surroundings.workers);
      pool.run(std::move(*part), [&](const TrialOrder&, const TrialReply& reply) {
        trials.push_back(judged(reply.evidence, catalogues_.checks, options.limits));
      });
    }
    return trials;
  }

  const Finding& finding_;
  const Items& items_;
  const CampaignOptions& options_;
  const RunStore& store_;
  const Catalogues& catalogues_;
  const ProgressListener& listener_;
  std::uint64_t inputs_ = 0;
};

// Inputs among those that are taken for items where the user names none.
std::set<std::string> default_inputs(const BaselineRuns& runs) {
  const std::vector<std::string> inputs = inputs_of(runs);
  std::set<std::string> found;
  for (const std::vector<std::string>& group : runs.default_items) {
    for (const std::string& path : group) {
      if (std::ranges::find(inputs, path) != inputs.end()) found.insert(path);
    }
  }
  return found;
}

// Paths of the workspace before the run. What lies below an item is part of it.
Items items_of_input(const CampaignOptions& options, const RunStore& store,
                     const BaselineRuns& runs) {
  const std::set<std::string> inputs =
      options.items.empty() ? default_inputs(runs) : std::set<std::string>();
  Items items;
  for (const std::string& path : list_tree(store.path("snapshot"))) {
    const bool is_named = std::ranges::any_of(
        options.items, [&](const std::string& glob) { return glob_matches(glob, path); });
    const bool is_below = !items.empty() && path.starts_with(items.back() + "/");
    if ((is_named || inputs.contains(path)) && !is_below) items.push_back(path);
  }
  return items;
}

void keep_input(const Items& items, const SmallestInput& smallest, const RunStore& store,
                const std::string& name) {
  std::set<std::string> left_out(items.begin(), items.end());
  for (const std::string& item : smallest.items) left_out.erase(item);
  make_directory(store.path("kept/" + name));
  copy_tree(store.path("snapshot"), store.path("kept/" + name),
            [&](const std::string& path) { return left_out.contains(path); });
}

}  // namespace

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

std::vector<std::string> minimise_inputs(std::vector<Finding>& findings,
                                         const CampaignOptions& options, const RunStore& store,
                                         const BaselineRuns& runs, const Catalogues& catalogues,
                                         const ProgressListener& listener) {
  const Items items = items_of_input(options, store, runs);
  if (items.empty() && !findings.empty()) {
    return {
        "the input was not made smaller: no file of it is known as an item (--item GLOB names "
        "them; records inside one file are left as they are)"};
  }
  if (!options.keep_input.empty()) make_directory(store.path("kept"));
  std::size_t done = 0;
  for (Finding& finding : findings) {
    SmallestInput smallest{items, items.size(), 0, ""};
    if (!finding.models.empty()) {
      smallest.note = "not looked for: a power cut belongs to the events of one recording";
    } else if (done == most_findings) {
      smallest.note = fmt::format("not looked for: only for the first {}", most_findings);
    } else {
      ++done;
      smallest = Minimising(finding, items, options, store, catalogues, listener).run();
      if (!options.keep_input.empty())
        keep_input(items, smallest, store, fmt::format("finding-{}", &finding - &findings[0] + 1));
    }
    finding.smallest_input = std::move(smallest);
  }
  if (options.keep_input.empty() || done == 0) return {};
  give_trees(store.path("kept"), options.keep_input);
  return {"workspaces with the smallest inputs: " + options.keep_input};
}

}  // namespace crashproof
