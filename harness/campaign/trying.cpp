// Rounds of trials: the planned ones, then kills of resumes, one level deeper in each round.
#include "harness/campaign/trying.h"

#include <algorithm>
#include <deque>
#include <set>
#include <utility>
#include <vector>

#include "harness/campaign/pool.h"
#include "harness/campaign/stopping_early.h"
#include "harness/judge/judge.h"
#include "harness/trial/power_loss.h"

namespace crashproof {
namespace {

class Rounds {
 public:
  Rounds(const CampaignOptions& options, RunStore& store, const Surroundings& surroundings,
         const BaselineRuns& runs, const Catalogues& catalogues, const ProgressListener& listener)
      : options_(options),
        store_(store),
        surroundings_(surroundings),
        runs_(runs),
        catalogues_(catalogues),
        listener_(listener),
        depth_(depth_of(options)),
        known_(latest_trials(store)),
        stop_(options) {}

  Tried run(std::deque<TrialOrder> first, std::deque<TrialOrder> orders,
            const std::vector<CrashStateClass>& states) {
    if (depth_ > 1) note_states_of_recording();
    next_trial_ = first.size() + orders.size();
    for (std::uint32_t level = 1; !first.empty() || !orders.empty(); ++level) {
      if (level < depth_) {
        ask_for_states(first);
        ask_for_states(orders);
      }
      deeper_.clear();
      total_ += first.size() + orders.size();
      if (!first.empty()) carry_out(std::exchange(first, {}));
      if (may_stop_early(options_)) {
        for (std::deque<TrialOrder>& wave : waves(std::move(orders), runs_.trace, states))
          carry_out(std::move(wave));
      } else {
        carry_out(std::move(orders));
      }
      orders = keep_some(std::move(deeper_));
      // One pass of each mirror serves all of a round.
      std::ranges::stable_sort(orders, {}, &TrialOrder::point);
      for (TrialOrder& order : orders) order.trial = next_trial_++;
    }
    Tried tried{reused_, left_out_, surveyed_ > 0 && !any_deeper_ && not_begun_ == 0, {}};
    if (not_begun_ > 0) tried.not_begun = {not_begun_, stop_.why(), stop_.at_violation()};
    return tried;
  }

 private:
  std::deque<TrialOrder> keep_some(std::deque<TrialOrder> orders) {
    const std::uint64_t at_most = most_further_kills(options_);
    if (orders.size() <= at_most) return orders;
    std::deque<TrialOrder> kept;
    for (std::uint64_t i = 0; i < at_most; ++i)
      kept.push_back(std::move(orders[i * orders.size() / at_most]));
    left_out_ += orders.size() - at_most;
    return kept;
  }

  void note_states_of_recording() {
    const InitialTree initial =
        initial_tree_of(store_.path("snapshot"), surroundings_.sandbox.private_places, false);
    seen_states_.insert(0);
    for (const StateAt& state : states_of(runs_.trace, 0, initial)) {
      seen_states_.insert(state.hash);
    }
  }

  // Kills, and kills of resumes, whose last resume runs free.
  static void ask_for_states(std::deque<TrialOrder>& orders) {
    for (TrialOrder& order : orders) {
      const bool of_kills = order.fault == "kill" || order.fault == further_kills;
      order.survey =
          of_kills && order.engine == Engine::replay && order.point && !order.point->cut_bytes;
    }
  }

  bool is_known(const TrialOrder& order) const {
    const auto known = known_.find({order.schedule, order.engine});
    return known != known_.end() && known->second.trouble.empty() && !order.survey;
  }

  void carry_out(std::deque<TrialOrder> orders) {
    std::deque<TrialOrder> replays;
    std::deque<TrialOrder> lives;
    for (TrialOrder& order : orders) {
      if (is_known(order)) {
        ++reused_;
        count(known_.at({order.schedule, order.engine}));
      } else {
        (order.engine == Engine::live ? lives : replays).push_back(std::move(order));
      }
    }
    report(std::nullopt);
    const auto collect = [this](const TrialOrder& order, const TrialReply& reply) {
      take(order, reply);
    };
    for (std::deque<TrialOrder>* part : {&replays, &lives}) {
      if (part->empty()) continue;
      if (stop_.now()) {
        not_begun_ += part->size();
        continue;
      }
      Pool pool(surroundings_, worker_plan(options_, store_, surroundings_, runs_, catalogues_),
                surroundings_.workers);
      not_begun_ += pool.run(std::move(*part), collect, [this] { return stop_.now(); });
    }
  }

  void take(const TrialOrder& order, const TrialReply& reply) {
    Evidence kept = reply.evidence;
    // A step that a resume never reached was dropped; the key stays what was ordered.
    kept.schedule = order.schedule;
    store_.append_trial(kept);
    if (order.survey && kept.trouble.empty()) ++surveyed_;
    if (order.survey) go_deeper(order, reply);
    count(kept);
  }

  void count(const Evidence& evidence) {
    const std::vector<Verdict> verdicts = judge(evidence, catalogues_.checks, options_.limits);
    TrialMark mark{0, runs_.trace.events.size(), overall(verdicts), {}};
    if (mark.outcome == Outcome::violated) {
      ++violations_;
      stop_.violated();
    }
    for (const Verdict& verdict : verdicts)
      if (verdict.outcome == Outcome::violated) mark.checks.push_back(verdict.check);
    ++done_;
    if (evidence.point) mark.after = evidence.point->after;
    report(evidence.point ? std::optional(mark) : std::nullopt);
  }

  void go_deeper(const TrialOrder& order, const TrialReply& reply) {
    CrashSchedule schedule = parse_schedule(order.schedule);
    ScheduleStep step;
    step.run = static_cast<std::uint32_t>(schedule.steps.size());
    step.position.edge = Position::Edge::event;
    schedule.steps.push_back(step);
    for (const StateAt& state : reply.resume_states) {
      if (!seen_states_.insert(state.hash).second) continue;
      any_deeper_ = true;
      schedule.steps.back().position.occurrence = state.events;
      deeper_.push_back({0,
                         to_string(schedule),
                         Engine::replay,
                         order.point,
                         std::string(further_kills),
                         {},
                         false});
    }
  }

  void report(const std::optional<TrialMark>& mark) const {
    listener_({"trials", done_, total_, violations_, "", mark, stop_.seconds_left(), {}});
  }

  const CampaignOptions& options_;
  RunStore& store_;
  const Surroundings& surroundings_;
  const BaselineRuns& runs_;
  const Catalogues& catalogues_;
  const ProgressListener& listener_;
  std::uint32_t depth_;
  std::map<TrialKey, Evidence> known_;
  Stop stop_;
  std::set<std::uint64_t> seen_states_;
  std::deque<TrialOrder> deeper_;
  std::uint64_t next_trial_ = 0;
  std::uint64_t total_ = 0;
  std::uint64_t done_ = 0;
  std::uint64_t reused_ = 0;
  std::uint64_t left_out_ = 0;
  std::uint64_t surveyed_ = 0;
  bool any_deeper_ = false;
  std::uint64_t violations_ = 0;
  std::uint64_t not_begun_ = 0;
};

}  // namespace

std::uint32_t depth_of(const CampaignOptions& options) {
  constexpr std::uint32_t of_everything = 2;
  return options.everything ? std::max(options.depth, of_everything) : options.depth;
}

std::uint64_t most_further_kills(const CampaignOptions& options) {
  constexpr std::uint64_t usual = 2000;
  return options.per_fault > 0 ? options.per_fault : usual;
}

std::map<TrialKey, Evidence> latest_trials(RunStore& store) {
  std::map<TrialKey, Evidence> latest;
  for (Evidence& evidence : store.read_trials()) {
    TrialKey key{evidence.schedule, evidence.engine};
    latest.insert_or_assign(std::move(key), std::move(evidence));
  }
  return latest;
}

Tried try_all(const TrialPlan& plan, const CampaignOptions& options, RunStore& store,
              const Surroundings& surroundings, const BaselineRuns& runs,
              const Catalogues& catalogues, const ProgressListener& listener) {
  return Rounds(options, store, surroundings, runs, catalogues, listener)
      .run(plan.first, plan.orders, plan.states);
}

}  // namespace crashproof
