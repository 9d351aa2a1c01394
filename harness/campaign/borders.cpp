// Bisection, all borders at once.
#include "harness/campaign/borders.h"

#include <deque>
#include <iterator>
#include <set>

#include "harness/campaign/pool.h"
#include "harness/campaign/stopping_early.h"
#include "harness/campaign/trying.h"
#include "harness/judge/judge.h"
#include "harness/plan/resolve.h"

namespace crashproof {
namespace {

constexpr std::size_t most_rounds = 40;

std::map<std::size_t, bool> failed_states(const TrialPlan& plan, RunStore& store,
                                          const CampaignOptions& options,
                                          const Catalogues& catalogues) {
  std::map<CrashPoint, std::size_t> numbers;
  for (std::size_t i = 0; i < plan.states.size(); ++i) {
    numbers.emplace(plan.states[i].representative, i);
  }
  std::map<std::size_t, bool> failed;
  for (const auto& [key, evidence] : latest_trials(store)) {
    if (evidence.fault != "kill" || !evidence.point) continue;
    const auto state = numbers.find(*evidence.point);
    const Outcome outcome = overall(judge(evidence, catalogues.checks, options.limits));
    if (state == numbers.end() || outcome == Outcome::inconclusive) continue;
    failed[state->second] = outcome == Outcome::violated;
  }
  return failed;
}

}  // namespace

std::vector<std::size_t> middles(const std::map<std::size_t, bool>& failed) {
  std::vector<std::size_t> next;
  for (auto at = failed.begin(); at != failed.end(); ++at) {
    const auto after = std::next(at);
    if (after == failed.end()) break;
    const bool border = at->second != after->second && after->first - at->first > 1;
    if (border) next.push_back(at->first + (after->first - at->first) / 2);
  }
  return next;
}

void find_borders(const TrialPlan& plan, const CampaignOptions& options, RunStore& store,
                  const Surroundings& surroundings, const BaselineRuns& runs,
                  const Catalogues& catalogues, const ProgressListener& listener) {
  const bool live = options.live || options.subject.needs_live_engine();
  const bool sampled = options.sample > 0 && options.sample < plan.states.size();
  if (live || !(sampled || may_stop_early(options))) return;
  const PositionNames names(runs.trace, runs.unstable_paths);
  std::uint64_t number = plan.first.size() + plan.orders.size();
  std::set<std::size_t> asked;  // one without a verdict is not asked again
  for (std::size_t round = 0; round < most_rounds; ++round) {
    std::deque<TrialOrder> orders;
    for (const std::size_t state : middles(failed_states(plan, store, options, catalogues))) {
      if (!asked.insert(state).second) continue;
      const CrashPoint point = plan.states[state].representative;
      TrialOrder order;
      order.trial = number++;
      order.schedule = to_string(CrashSchedule{{{"kill", "", 0, names.position_of(point)}}});
      order.point = point;
      orders.push_back(std::move(order));
    }
    if (orders.empty()) return;
    listener({"finding borders", round, 0, 0, ""});
    Pool pool(surroundings, worker_plan(options, store, surroundings, runs, catalogues),
              surroundings.workers);
    pool.run(std::move(orders), [&](const TrialOrder& order, const TrialReply& reply) {
      Evidence evidence = reply.evidence;
      evidence.schedule = order.schedule;
      store.append_trial(evidence);
    });
  }
}

}  // namespace crashproof
