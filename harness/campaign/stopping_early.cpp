// Ranks each fault's orders, merges them by how far each fault has come, and cuts that into waves.
#include "harness/campaign/stopping_early.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "harness/plan/telling_order.h"

namespace crashproof {
namespace {

constexpr std::size_t first_wave = 16;

// The numbers of one fault's orders (given in order of points), most telling first.
std::vector<std::size_t> ranked(const std::deque<TrialOrder>& orders,
                                const std::vector<std::size_t>& numbers, bool kills,
                                const std::map<CrashPoint, const CrashStateClass*>& state_at,
                                const Trace& trace) {
  std::vector<CrashStateClass> states;
  for (const std::size_t number : numbers) {
    if (!kills || !orders[number].point) break;
    const auto state = state_at.find(*orders[number].point);
    states.push_back(state == state_at.end() ? CrashStateClass{*orders[number].point, {}}
                                             : *state->second);
  }
  const bool have_places = states.size() == numbers.size();
  const std::vector<std::size_t> order =
      have_places ? telling_order(trace, states) : bisecting_order(numbers.size());
  std::vector<std::size_t> all;
  for (const std::size_t i : order) all.push_back(numbers[i]);
  return all;
}

bool is_asked_for(const std::string& label, const CampaignOptions& options) {
  const auto begins_label = [&label](const std::string& name) {
    return label == name || label.starts_with(name + "[");
  };
  return std::ranges::any_of(options.faults, begins_label, &FaultChoice::name) ||
         std::ranges::any_of(options.models, [&label](const std::string& model) {
           return label == "power-loss[" + model + "]";
         });
}

}  // namespace

Stop::Stop(const CampaignOptions& options)
    : fail_fast_(options.fail_fast),
      budget_seconds_(options.budget_seconds),
      begin_(Clock::now()) {}

std::optional<double> Stop::seconds_left() const {
  if (budget_seconds_ <= 0) return std::nullopt;
  const double gone = std::chrono::duration<double>(Clock::now() - begin_).count();
  return std::max(0.0, budget_seconds_ - gone);
}

bool Stop::now() const {
  return at_violation() || seconds_left() == 0.0;
}

std::string Stop::why() const {
  return at_violation() ? "the first violation ended the trials (--fail-fast)"
                        : fmt::format("the budget of {:g} s was used up", budget_seconds_);
}

std::vector<std::deque<TrialOrder>> waves(std::deque<TrialOrder> orders, const Trace& trace,
                                          const std::vector<CrashStateClass>& states) {
  std::map<CrashPoint, const CrashStateClass*> state_at;
  for (const CrashStateClass& state : states) state_at.emplace(state.representative, &state);
  std::map<std::string, std::vector<std::size_t>> by_fault;
  for (std::size_t i = 0; i < orders.size(); ++i) by_fault[orders[i].fault].push_back(i);

  // How far its fault has come when an order is carried out. The ends of the run come before all.
  std::vector<std::pair<double, std::size_t>> merged;
  for (const auto& [fault, numbers] : by_fault) {
    const bool kills = fault == "kill";
    const std::vector<std::size_t> order = ranked(orders, numbers, kills, state_at, trace);
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
      const bool is_end = kills && rank < 2;
      const double part = (static_cast<double>(rank) + 0.5) / static_cast<double>(order.size());
      merged.emplace_back(is_end ? 0 : part, order[rank]);
    }
  }
  std::ranges::stable_sort(merged, {}, &std::pair<double, std::size_t>::first);

  std::vector<std::deque<TrialOrder>> all;
  std::size_t length = first_wave;
  for (std::size_t begin = 0; begin < merged.size(); length *= 2) {
    const std::size_t end = std::min(merged.size(), begin + length);
    std::vector<std::size_t> numbers;
    for (; begin < end; ++begin) numbers.push_back(merged[begin].second);
    std::ranges::sort(numbers);
    std::deque<TrialOrder>& wave = all.emplace_back();
    for (const std::size_t number : numbers) wave.push_back(std::move(orders[number]));
  }
  return all;
}

void mark_not_begun(Report& report, const CampaignOptions& options) {
  if (report.not_begun.trials == 0) return;
  for (FaultCoverage& row : report.faults) {
    const bool begun = row.tried + row.inconclusive + row.not_happened > 0;
    if (row.planned > 0 && !begun && is_asked_for(row.fault, options)) row.untested = true;
  }
}

}  // namespace crashproof
