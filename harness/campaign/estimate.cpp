// Counts the planned trials by fault, each at the price of its engine.
#include "harness/campaign/estimate.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/campaign/trying.h"

namespace crashproof {
namespace {

// In crash-free runs. A resume does at most what the whole run did; on average half of it is left
// to do. A live trial first runs to its position, which on average is halfway.
constexpr double price_of_replay = 0.6;
constexpr double price_of_live_trial = price_of_replay + 0.5;

std::vector<ProbeResult::Besides> besides(const TrialPlan& plan) {
  std::vector<ProbeResult::Besides> rows;
  for (const FaultPlan& fault : plan.faults) {
    rows.push_back({fault.label, fault.planned, fault.left_out, fault.note});
  }
  // Random schedules and failpoints are planned as they are asked for.
  const std::size_t planned = rows.size();
  for (const TrialOrder& order : plan.orders) {
    if (order.fault == "kill") continue;
    const auto known = std::ranges::find(rows, order.fault, &ProbeResult::Besides::fault);
    if (known == rows.end()) {
      rows.push_back({order.fault, 1, 0, ""});
    } else if (static_cast<std::size_t>(known - rows.begin()) >= planned) {
      ++known->trials;
    }
  }
  return rows;
}

bool tries(const TrialPlan& plan, std::string_view fault) {
  return std::ranges::any_of(
      plan.orders, [fault](const TrialOrder& order) { return order.fault.starts_with(fault); });
}

std::vector<std::string> left_out(const TrialPlan& plan, const CampaignOptions& options) {
  std::vector<std::string> lines;
  if (depth_of(options) > 1) {
    lines.push_back(
        fmt::format("kills of resumes: how many shows only when resumes run; at most {} at each "
                    "further depth (--per-fault N sets that)",
                    most_further_kills(options)));
  }
  if (options.measure_redo || options.everything)
    lines.emplace_back("the recorder, under which resumes run where redo is measured");
  if (tries(plan, "stall") || tries(plan, "interrupt"))
    lines.emplace_back("waiting: for the others while one stalls, and for jobs that stop slowly");
  lines.emplace_back("setting up sandboxes, comparing, resumes that fail and are run again");
  if (options.confirm) lines.emplace_back("live runs that confirm findings");
  return lines;
}

}  // namespace

void add_estimate(ProbeResult& result, const TrialPlan& plan, const CampaignOptions& options,
                  double run_seconds, unsigned workers) {
  result.points = plan.points;
  result.states = plan.states.size();
  result.trials = plan.orders.size();
  result.besides = besides(plan);
  double runs = 0;
  for (const TrialOrder& order : plan.orders) {
    if (order.fault == "kill") ++result.kills;
    runs += order.engine == Engine::live ? price_of_live_trial : price_of_replay;
  }
  result.estimated_seconds = runs * run_seconds / workers;
  result.not_estimated = left_out(plan, options);
}

std::string announcement(const TrialPlan& plan, const CampaignOptions& options, double run_seconds,
                         unsigned workers) {
  ProbeResult estimate;
  add_estimate(estimate, plan, options, run_seconds, workers);
  std::string text = fmt::format("{} trial{} ({} of {} distinct states", estimate.trials,
                                 estimate.trials == 1 ? "" : "s", estimate.kills, estimate.states);
  const std::uint64_t besides = estimate.trials - std::min(estimate.trials, estimate.kills);
  if (besides > 0) text += fmt::format(", and {} of other faults", besides);
  text += fmt::format("), each resumed once or more: about {} with {} worker{}",
                      duration_text(estimate.estimated_seconds), workers, workers == 1 ? "" : "s");
  if (options.budget_seconds > 0)
    text += fmt::format(", of which the budget allows {}", duration_text(options.budget_seconds));
  return text + "; what fails is diagnosed afterwards";
}

std::string duration_text(double seconds) {
  constexpr double most_seconds = 90;
  constexpr double most_minutes = 90;
  if (seconds < most_seconds) return fmt::format("{:.1f} s", seconds);
  if (seconds < most_minutes * 60) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

}  // namespace crashproof
