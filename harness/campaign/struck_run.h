// A run that a schedule strikes and that is not the recorded one: a resume, or a first run that
// does without the input that comes late. Its Events are known only if it is run again.
#pragma once

#include <csignal>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "harness/campaign/struck_place.h"
#include "harness/model/schedule.h"
#include "harness/model/trace.h"
#include "harness/record/supervisor.h"

namespace crashproof {

struct StruckRun {
  std::uint32_t number = 0;  // 0: the first run; n: the n-th resume
  Position position;         // of the last kill in it

  bool operator==(const StruckRun&) const = default;
};

// The last run that it kills; nullopt if that is the recorded run, or if it kills none at a
// position. A first run without its late input is another one also where it comes to its end.
std::optional<StruckRun> struck_run(const CrashSchedule& schedule);

// Words that follow "event 3 of": "the rerun", "the second rerun", "the run that is killed".
std::string words_for(const StruckRun& run);

// The schedule up to this run, which is left alone: no kill in it, and nothing in later ones.
CrashSchedule without_strike(CrashSchedule schedule, const StruckRun& run);

// Looks at the run's Events as they come, asks for call sites of the two around the position, and
// ends the run behind them. Which Event is the last one before a named one is not known when it
// comes, so at `before` the opener has no call site.
class StruckRunWatch {
 public:
  explicit StruckRunWatch(StruckRun run) : run_(std::move(run)) {}
  StruckRunWatch(const StruckRunWatch&) = delete;
  StruckRunWatch& operator=(const StruckRunWatch&) = delete;
  ~StruckRunWatch() = default;

  // `supervision` must not outlive this.
  void attach(Supervision& supervision);
  // After the run, with what it was found to have for call sites.
  StruckPlace place(const std::map<std::uint64_t, CallSite>& sites) const;

 private:
  bool wants_site(const Event& event);
  bool begins_at(const Event& event);

  struct Seen {
    std::uint64_t index = 0;
    StruckEvent event;
  };

  StruckRun run_;
  std::uint64_t numbered_ = 0;  // Events that event(N) counts
  std::uint64_t matched_ = 0;
  bool behind_ = false;  // the position has been passed
  std::optional<Seen> opener_;
  std::optional<Seen> closer_;
  volatile std::sig_atomic_t enough_ = 0;
};

}  // namespace crashproof
