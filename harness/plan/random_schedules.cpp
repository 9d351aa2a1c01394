// The RapidCheck generator behind RandomSchedules, and the search through its shrinks.
#include "harness/plan/random_schedules.h"

#include <rapidcheck.h>

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <utility>

#include "harness/plan/resolve.h"

namespace crashproof {
namespace {

// What is drawn, before it is put into words: shrinking works on numbers.
struct Draw {
  std::size_t point;                         // index into the points
  std::vector<std::uint64_t> resume_events;  // Events of resume 1, 2, … before its kill
};

// 1 … max: first how many bits, then that many, so that each doubling is equally likely.
rc::Gen<std::uint64_t> small_biased(std::uint64_t max) {
  return [max](const rc::Random& random, int) {
    rc::Random stream = random;
    const auto bits = stream.next() % static_cast<std::uint64_t>(std::bit_width(max));
    const std::uint64_t least = std::uint64_t{1} << bits;
    const std::uint64_t in_reach = std::min(least, max - least + 1);
    const std::uint64_t value = least + stream.next() % in_reach;
    return rc::shrinkable::shrinkRecur(
        value, [](std::uint64_t n) { return rc::shrink::towards(n, std::uint64_t{1}); });
  };
}

// RapidCheck scales ranges and containers by a size; every schedule is drawn at full range.
rc::Gen<Draw> draws(std::size_t points, const RandomLimits& limits, std::uint64_t max_events) {
  const auto point = rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, points));
  const auto resumes =
      rc::gen::resize(static_cast<int>(limits.max_resume_kills),
                      rc::gen::container<std::vector<std::uint64_t>>(small_biased(max_events)));
  return rc::gen::map(rc::gen::pair(point, resumes),
                      [](std::pair<std::size_t, std::vector<std::uint64_t>> drawn) {
                        return Draw{drawn.first, std::move(drawn.second)};
                      });
}

}  // namespace

class RandomSchedules::Generator {
 public:
  Generator(const Trace& trace, std::vector<CrashPoint> points,
            const std::set<std::string>& unstable_paths, std::uint64_t seed, RandomLimits limits)
      : points_(std::move(points)),
        names_(trace, unstable_paths),
        seed_(seed),
        draws_(draws(points_.size(), limits, max_events(trace, limits))) {
    if (points_.empty()) throw std::invalid_argument("random schedules need a crash point");
  }

  rc::Shrinkable<Draw> at(std::uint64_t number) const {
    const rc::Random random(rc::Random::Key{seed_, number, 0, 0});
    return draws_(random, rc::kNominalSize);
  }

  CrashSchedule in_words(const Draw& draw) const {
    CrashSchedule schedule;
    schedule.steps.emplace_back().position = names_.position_of(points_[draw.point]);
    for (const std::uint64_t events : draw.resume_events) {
      const auto run = static_cast<std::uint32_t>(schedule.steps.size());
      ScheduleStep& step = schedule.steps.emplace_back();
      step.run = run;
      step.position.edge = Position::Edge::event;
      step.position.occurrence = events;
    }
    return schedule;
  }

 private:
  static std::uint64_t max_events(const Trace& trace, const RandomLimits& limits) {
    const std::uint64_t most = limits.max_resume_events;
    return std::max<std::uint64_t>(most == 0 ? trace.events.size() : most, 1);
  }

  std::vector<CrashPoint> points_;
  PositionNames names_;
  std::uint64_t seed_;
  rc::Gen<Draw> draws_;
};

namespace {

// Goes down the tree of shrinks, always into the first branch that fails.
class Descent {
 public:
  Descent(const std::function<bool(const CrashSchedule&)>& still_fails, unsigned attempts)
      : still_fails_(still_fails), attempts_left_(attempts) {}

  void begin_at(const CrashSchedule& schedule) { known_.insert(to_string(schedule)); }
  unsigned attempts_left() const { return attempts_left_; }
  // False, without asking again, for a schedule that has been seen.
  bool fails(const CrashSchedule& schedule) {
    if (!known_.insert(to_string(schedule)).second) return false;
    --attempts_left_;
    return still_fails_(schedule);
  }

 private:
  const std::function<bool(const CrashSchedule&)>& still_fails_;
  unsigned attempts_left_;
  std::set<std::string> known_;
};

// The second run, which is killed next, takes the place of the first.
CrashSchedule without_first_kill(CrashSchedule schedule) {
  schedule.steps.erase(schedule.steps.begin());
  for (ScheduleStep& step : schedule.steps) --step.run;
  return schedule;
}

bool begins_before_anything_happens(const CrashSchedule& schedule) {
  return schedule.steps.size() > 1 && schedule.steps.front().position.edge == Position::Edge::start;
}

}  // namespace

RandomSchedules::RandomSchedules(const Trace& trace, std::vector<CrashPoint> points,
                                 const std::set<std::string>& unstable_paths, std::uint64_t seed,
                                 RandomLimits limits)
    : generator_(
          std::make_unique<Generator>(trace, std::move(points), unstable_paths, seed, limits)) {}

RandomSchedules::~RandomSchedules() = default;

CrashSchedule RandomSchedules::draw(std::uint64_t number) const {
  return generator_->in_words(generator_->at(number).value());
}

CrashSchedule RandomSchedules::shrink(std::uint64_t number,
                                      const std::function<bool(const CrashSchedule&)>& still_fails,
                                      unsigned max_attempts) const {
  rc::Shrinkable<Draw> simplest = generator_->at(number);
  Descent descent(still_fails, max_attempts);
  descent.begin_at(generator_->in_words(simplest.value()));
  auto candidates = simplest.shrinks();
  // One attempt is kept for what no draw can say.
  while (descent.attempts_left() > 1) {
    const auto candidate = candidates.next();
    if (!candidate) break;
    if (!descent.fails(generator_->in_words(candidate->value()))) continue;
    simplest = *candidate;
    candidates = simplest.shrinks();
  }
  CrashSchedule found = generator_->in_words(simplest.value());
  if (descent.attempts_left() == 0 || !begins_before_anything_happens(found)) return found;
  const CrashSchedule shorter = without_first_kill(found);
  return descent.fails(shorter) ? shorter : found;
}

}  // namespace crashproof
