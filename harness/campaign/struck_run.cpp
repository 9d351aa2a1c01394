// Which run it is, and a small machine: before the position, behind it, done.
#include "harness/campaign/struck_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "harness/trial/arming.h"

namespace crashproof {
namespace {

using Edge = Position::Edge;

// At its end a first run is over, and the next one the first to see what comes late. A resume that
// has ended is struck by nothing.
bool is_kill(const ScheduleStep& step) {
  const Edge edge = step.position.edge;
  const bool strikes = edge != Edge::down && (edge != Edge::end || step.run == 0);
  return step.fault == "kill" && step.run != every_run && strikes;
}

// Something is done to the workspace before the first run, which is another run than the recorded
// one then.
bool changes_first_run(const ScheduleStep& step) {
  return arming_for(step.fault).prepare != nullptr;
}

}  // namespace

std::optional<StruckRun> struck_run(const CrashSchedule& schedule) {
  std::optional<StruckRun> last;
  for (const ScheduleStep& step : schedule.steps) {
    const bool later = !last || step.run >= last->number;
    if (is_kill(step) && later) last = StruckRun{step.run, step.position};
  }
  const bool is_recorded =
      last && last->number == 0 && std::ranges::none_of(schedule.steps, changes_first_run);
  return is_recorded ? std::nullopt : last;
}

std::string words_for(const StruckRun& run) {
  constexpr std::array<std::string_view, 4> words{"the run that is killed", "the rerun",
                                                  "the second rerun", "the third rerun"};
  return run.number < words.size() ? std::string(words.at(run.number))
                                   : fmt::format("rerun number {}", run.number);
}

CrashSchedule without_strike(CrashSchedule schedule, const StruckRun& run) {
  std::erase_if(schedule.steps, [&run](const ScheduleStep& step) {
    const bool later = step.run > run.number && step.run != every_run;
    return later ? !(run.number == 0 && changes_first_run(step))
                 : step.run == run.number && is_kill(step);
  });
  return schedule;
}

void StruckRunWatch::attach(Supervision& supervision) {
  supervision.wants_call_site = [this](const Event& event) { return wants_site(event); };
  supervision.stop_flag = &enough_;
}

StruckPlace StruckRunWatch::place(const std::map<std::uint64_t, CallSite>& sites) const {
  const auto with_site = [&sites](const std::optional<Seen>& seen) {
    if (!seen) return StruckEvent();
    StruckEvent event = seen->event;
    if (const auto site = sites.find(seen->index); site != sites.end()) event.site = site->second;
    return event;
  };
  // A run that ended before it came there has no such place.
  return behind_ ? StruckPlace{with_site(opener_), with_site(closer_)} : StruckPlace();
}

// True for the Event with which the position is passed, or, at `before`, that comes next.
bool StruckRunWatch::begins_at(const Event& event) {
  const Position& position = run_.position;
  if (position.edge == Edge::event) return numbered_ >= position.occurrence;
  if (event.kind != position.kind || !glob_matches(position.glob, subject_path(event)))
    return false;
  return ++matched_ == position.occurrence;
}

bool StruckRunWatch::wants_site(const Event& event) {
  if (enough_ != 0) return false;
  const bool at_start = run_.position.edge == Edge::start ||
                        (run_.position.edge == Edge::event && run_.position.occurrence == 0);
  behind_ = behind_ || at_start;
  if (is_numbered(event.kind)) ++numbered_;
  const Seen seen{event.index, {numbered_, describe(event), {}}};
  if (!behind_) {
    behind_ = begins_at(event);
    const bool comes_next = behind_ && run_.position.edge == Edge::before;
    if (!comes_next) {
      if (behind_ || is_numbered(event.kind)) opener_ = seen;
      return behind_;
    }
  }
  if (!changes_files(event.kind)) return false;
  closer_ = seen;
  enough_ = 1;
  return true;
}

}  // namespace crashproof
