// A campaign that may stop early tries its trials in another order: whatever was tried when it
// stops is the most telling part, spread evenly over the run and over the faults.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "harness/campaign/campaign.h"
#include "harness/campaign/run_json.h"
#include "harness/plan/equivalence.h"

namespace crashproof {

inline bool may_stop_early(const CampaignOptions& options) {
  return options.budget_seconds > 0 || options.fail_fast;
}

// When no further trial begins. The budget runs from when this is made.
class Stop {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Stop(const CampaignOptions& options);
  void violated() { ++violations_; }
  bool at_violation() const { return fail_fast_ && violations_ > 0; }
  bool now() const;
  std::optional<double> seconds_left() const;  // nullopt without a budget
  // One clause: what stopped it.
  std::string why() const;

 private:
  bool fail_fast_;
  double budget_seconds_;
  Clock::time_point begin_;
  std::uint64_t violations_ = 0;
};

// The orders in waves to be carried out one after the other, each in the order that mirrors need.
// Kills come in telling order, other faults in bisecting order, and all of them share each wave in
// proportion. `states` are those that kills may be tried in. Waves become longer, so that few
// passes of the mirrors are needed. Pure.
std::vector<std::deque<TrialOrder>> waves(std::deque<TrialOrder> orders, const Trace& trace,
                                          const std::vector<CrashStateClass>& states);

// Faults, models and random schedules that were asked for by name and of which nothing was begun
// are untested, which an audit must not pass over. To be called once the rows are counted. Pure.
void mark_not_begun(Report& report, const CampaignOptions& options);

}  // namespace crashproof
