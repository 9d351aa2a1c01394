// Draws schedules of several steps (kill, resume, kill the resume, …) and shrinks failing ones.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "harness/model/crash_point.h"
#include "harness/model/schedule.h"
#include "harness/model/trace.h"

namespace crashproof {

struct RandomLimits {
  std::uint32_t max_resume_kills = 3;   // steps beyond the first: so many resumes are killed too
  std::uint64_t max_resume_events = 0;  // of one resume; 0: as many as the trace has
};

// Reproducible: (seed, number) decides a schedule, in any order of drawing. Thread-safe.
// The first step of each kills run 0 at one of the points, each equally likely; a further step
// kills resume n after N Events, where small N are likelier (a resume that has little left to do
// is short) and 1 is the least, since nothing happens before it.
class RandomSchedules {
 public:
  // points: where run 0 may die, points of the trace, not empty (std::invalid_argument). The trace
  // must outlive this object and stay as it is; unstable_paths as for PositionNames.
  RandomSchedules(const Trace& trace, std::vector<CrashPoint> points,
                  const std::set<std::string>& unstable_paths, std::uint64_t seed,
                  RandomLimits limits = {});
  ~RandomSchedules();
  RandomSchedules(const RandomSchedules&) = delete;
  RandomSchedules& operator=(const RandomSchedules&) = delete;

  CrashSchedule draw(std::uint64_t number) const;

  // The simplest schedule found that still fails: fewer steps, earlier positions. draw(number)
  // must be one that fails; it comes back if nothing simpler does. still_fails is asked at most
  // max_attempts times, never twice about one schedule; what it throws passes through.
  CrashSchedule shrink(std::uint64_t number,
                       const std::function<bool(const CrashSchedule&)>& still_fails,
                       unsigned max_attempts) const;

 private:
  class Generator;
  std::unique_ptr<Generator> generator_;
};

}  // namespace crashproof
