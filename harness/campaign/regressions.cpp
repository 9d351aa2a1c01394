// Matches schedules with the plan, and counts what became of them.
#include "harness/campaign/regressions.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "harness/campaign/single_order.h"
#include "harness/judge/judge.h"

namespace crashproof {
namespace {

std::optional<TrialOrder> taken_from(std::deque<TrialOrder>& orders, const std::string& schedule) {
  const auto planned = std::ranges::find(orders, schedule, &TrialOrder::schedule);
  if (planned == orders.end()) return std::nullopt;
  TrialOrder order = std::move(*planned);
  orders.erase(planned);
  return order;
}

void tell_drift(Report& report, const Regression& regression) {
  report.notes.push_back(fmt::format(
      "{}: the run has no place for '{}' any more, so it was not tried; take it out, or "
      "save anew what fails",
      regression.place, regression.schedule));
  ++report.coverage.inconclusive;
  report.inconclusive_reasons.push_back("1 regression: the job's events are no longer those");
}

}  // namespace

void plan_regressions(const CampaignOptions& options, const Trace& trace, TrialPlan& plan,
                      Report& report) {
  std::uint64_t next_trial = plan.orders.size();
  std::set<std::string> seen;
  for (const Regression& regression : options.regressions) {
    const std::string schedule = to_string(parse_schedule(regression.schedule));
    if (!seen.insert(schedule).second) continue;
    std::optional<TrialOrder> order = taken_from(plan.orders, schedule);
    if (!order && (order = single_order(schedule, trace, options))) {
      order->trial = next_trial++;
      order->fault = std::string(regression_trials);
    }
    if (order) {
      plan.first.push_back(std::move(*order));
    } else {
      tell_drift(report, regression);
    }
  }
  // One pass of a mirror serves all.
  std::ranges::stable_sort(plan.first, {}, [](const TrialOrder& order) {
    return std::pair(order.engine == Engine::live, order.point);
  });
}

void add_regressions(Report& report, const std::vector<JudgedTrial>& trials,
                     const TrialPlan& plan) {
  if (plan.first.empty()) return;
  std::uint64_t failing = 0;
  std::uint64_t undecided = 0;
  for (const TrialOrder& order : plan.first) {
    const auto trial = std::ranges::find(trials, order.schedule, [](const JudgedTrial& each) {
      return std::string_view(each.evidence.schedule);
    });
    const Outcome outcome =
        trial == trials.end() ? Outcome::inconclusive : overall(trial->verdicts);
    if (outcome == Outcome::violated) ++failing;
    if (outcome != Outcome::inconclusive) continue;
    ++undecided;
    // A trial that did not happen is no trial elsewhere; here somebody waits for its verdict.
    const bool counted = trial != trials.end() &&
                         (trial->evidence.fault_happened || !trial->evidence.trouble.empty());
    if (!counted) ++report.coverage.inconclusive;
  }
  report.notes.push_back(
      fmt::format("{} regression{} replayed, {} still fail{}{}", plan.first.size(),
                  plan.first.size() == 1 ? "" : "s", failing, failing == 1 ? "s" : "",
                  undecided == 0 ? "" : fmt::format(", {} came to no verdict", undecided)));
}

}  // namespace crashproof
