// Schedules are drawn as numbers, which shrink, and then put into words.
#include "harness/testing/schedules.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <ostream>
#include <set>
#include <utility>
#include <vector>

#include "harness/campaign/recorded_job.h"
#include "harness/plan/crash_points.h"
#include "harness/plan/resolve.h"

namespace crashproof {

void showValue(const CrashSchedule& schedule, std::ostream& out) {
  out << to_string(schedule);
}

namespace testing {
namespace {

using Number = std::uint64_t;

// More than one run has, and each of its Events about as likely as the next.
constexpr Number any_event = 1 << 16;
constexpr Number any_resume_event = 64;
constexpr int most_resume_kills = 3;

// RapidCheck scales ranges by its size, which is small at first; every schedule is drawn in full.
rc::Gen<Number> number_below(Number end) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange<Number>(0, end));
}

// Where a run dies, told by a number that shrinks to the earliest place that fails: one after the
// other at the start, where most jobs are small enough for all of their Events, then in leaps.
rc::Gen<Number> place_below(Number end) {
  return [end](const rc::Random& random, int) {
    rc::Random stream = random;
    return rc::shrinkable::shrinkRecur(stream.next() % end, [](Number n) {
      constexpr Number one_by_one = 64;
      std::vector<Number> first(std::min(n, one_by_one));
      std::iota(first.begin(), first.end(), Number{0});
      return rc::seq::concat(rc::seq::fromContainer(std::move(first)),
                             rc::shrink::towards(n, std::min(n, one_by_one)));
    });
  };
}

// After how many Events each resume dies: one at least, since nothing happens before it.
rc::Gen<std::vector<Number>> resume_kills(Number most_events) {
  return rc::gen::resize(most_resume_kills,
                         rc::gen::container<std::vector<Number>>(rc::gen::map(
                             number_below(most_events), [](Number n) { return n + 1; })));
}

CrashSchedule with_resume_kills(const Position& first, const std::vector<Number>& events) {
  CrashSchedule schedule;
  schedule.steps.emplace_back().position = first;
  for (const Number count : events) {
    ScheduleStep& step = schedule.steps.emplace_back();
    step.run = static_cast<std::uint32_t>(schedule.steps.size() - 1);
    step.position.edge = Position::Edge::event;
    step.position.occurrence = count;
  }
  return schedule;
}

}  // namespace

rc::Gen<CrashSchedule> schedules() {
  return rc::gen::map(rc::gen::pair(place_below(any_event), resume_kills(any_resume_event)),
                      [](const std::pair<Number, std::vector<Number>>& drawn) {
                        Position first;
                        first.edge = Position::Edge::event;
                        first.occurrence = drawn.first;
                        return with_resume_kills(first, drawn.second);
                      });
}

rc::Gen<CrashSchedule> schedules_of(const RecordedSubject& subject) {
  const BaselineRuns& runs = subject.job().runs();
  auto points =
      std::make_shared<const std::vector<CrashPoint>>(crash_points(runs.trace, Cuts::all));
  auto names = std::make_shared<const PositionNames>(runs.trace, runs.unstable_paths);
  return rc::gen::map(rc::gen::pair(place_below(points->size()),
                                    resume_kills(std::max<Number>(runs.trace.events.size(), 1))),
                      [points, names](const std::pair<Number, std::vector<Number>>& drawn) {
                        return with_resume_kills(names->position_of((*points)[drawn.first]),
                                                 drawn.second);
                      });
}

}  // namespace testing
}  // namespace crashproof
