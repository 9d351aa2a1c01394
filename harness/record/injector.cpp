// Positions are counted here: one counter of matches for each injection, and one of all Events.
#include "harness/record/injector.h"

#include <linux/falloc.h>

#include <algorithm>
#include <array>
#include <utility>

namespace crashproof {
namespace {

using Edge = Position::Edge;
using Effect = Injection::Effect;

bool counts_matches(const Position& position) {
  return position.edge == Edge::before || position.edge == Edge::after || position.edge == Edge::in;
}

// True for what is done to the call at the position rather than to a thread or to the run.
bool alters_calls(const Injection& injection) {
  return injection.effect == Effect::fail_call || injection.effect == Effect::short_call;
}

constexpr std::array kSpaceKinds = {EventKind::create, EventKind::tmpfile, EventKind::mkdir,
                                    EventKind::mknod,  EventKind::symlink, EventKind::link,
                                    EventKind::write,  EventKind::allocate};

bool needs_space(const Call& call, const Event& event) {
  const std::uint64_t gives_back = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_COLLAPSE_RANGE;
  if (event.kind == EventKind::allocate && (call.argument(call.row->mode) & gives_back) != 0) {
    return false;
  }
  return std::find(kSpaceKinds.begin(), kSpaceKinds.end(), event.kind) != kSpaceKinds.end();
}

bool is_about_opens(const Position& position) {
  return counts_matches(position) && position.kind == EventKind::open;
}

bool makes_numbered(const Call& call) {
  return std::any_of(call.expected.begin(), call.expected.end(),
                     [](const Event& event) { return is_numbered(event.kind); });
}

// Threads that start, run a program or end do not tell that a job goes on with its work.
bool is_work(EventKind kind) {
  return kind != EventKind::fork && kind != EventKind::exec && kind != EventKind::exit;
}

}  // namespace

bool needs_opens(const Supervision& supervision) {
  return supervision.record_opens ||
         (supervision.kill_at && is_about_opens(*supervision.kill_at)) ||
         std::any_of(supervision.injections.begin(), supervision.injections.end(),
                     [](const Injection& each) { return is_about_opens(each.position); });
}

Injector::Injector(const Supervision& supervision) {
  for (const Injection& injection : supervision.injections) {
    plans_.emplace_back().injection = injection;
  }
  if (!supervision.kill_at) return;
  has_kill_at_ = true;
  plans_.emplace_back().injection.position = *supervision.kill_at;
}

bool Injector::matches(const Plan& plan, const Event& event) {
  const Position& position = plan.injection.position;
  return event.kind == position.kind && glob_matches(position.glob, subject_path(event));
}

void Injector::reach(std::size_t number, const std::string& role) {
  Plan& plan = plans_[number];
  if (plan.reached) return;
  plan.reached = true;
  if (plan.injection.effect != Effect::kill_tree) return due_.push_back({number, role, false});
  kill_reached_ = true;
}

void Injector::note_killed() {
  for (Plan& plan : plans_) {
    if (plan.injection.effect == Effect::kill_tree && plan.reached) plan.happened = true;
  }
}

void Injector::begin(const std::string& role) {
  for (std::size_t number = 0; number < plans_.size(); ++number) {
    const Position& position = plans_[number].injection.position;
    const bool now =
        position.edge == Edge::start || (position.edge == Edge::event && position.occurrence == 0);
    if (now && !alters_calls(plans_[number].injection)) reach(number, role);
  }
}

void Injector::count(const Event& event, bool recorded) {
  for (std::size_t number = 0; number < plans_.size(); ++number) {
    Plan& plan = plans_[number];
    const Position& position = plan.injection.position;
    const bool due_after =
        !alters_calls(plan.injection) && plan.injection.effect != Effect::hand_over;
    if (position.edge == Edge::event && recorded && is_numbered(event.kind) && due_after &&
        events_ == position.occurrence) {
      reach(number, event.process);
    }
    if (!counts_matches(position) || !matches(plan, event)) continue;
    ++plan.matched;
    if (due_after && position.edge == Edge::after && plan.matched == position.occurrence) {
      reach(number, event.process);
    }
  }
}

void Injector::count_repetition(const Event& event) {
  for (std::size_t number = 0; number < plans_.size() && is_work(event.kind); ++number) {
    Plan& plan = plans_[number];
    if (!plan.delivered || plan.repeated || plan.injection.second_signal == 0) continue;
    plan.repeated = true;
    due_.push_back({number, event.process, true});
  }
}

void Injector::note(const Event& event) {
  if (is_numbered(event.kind)) ++events_;
  count(event, true);
  count_repetition(event);
}

void Injector::note_cut(const Call& call, const std::string& role) {
  for (const std::size_t number : call.cut_for) reach(number, role);
}

std::vector<DueInjection> Injector::take_due() {
  return std::exchange(due_, {});
}

std::vector<DueInjection> Injector::take_due_before(const Call& call, const std::string& role) {
  for (std::size_t number = 0; number < plans_.size(); ++number) {
    const Plan& plan = plans_[number];
    const Position& position = plan.injection.position;
    const bool about_to_count = plan.injection.effect == Effect::hand_over &&
                                position.edge == Edge::event && makes_numbered(call) &&
                                events_ + 1 >= position.occurrence;
    if (about_to_count) reach(number, role);
    if (position.edge != Edge::before || alters_calls(plan.injection) ||
        plan.matched + 1 != position.occurrence) {
      continue;
    }
    if (expects_match(plan, call)) reach(number, role);
  }
  return take_due();
}

bool Injector::expects_match(const Plan& plan, const Call& call) {
  return std::any_of(call.expected.begin(), call.expected.end(),
                     [&plan](const Event& event) { return matches(plan, event); });
}

// Within its turns: so many occurrences, or so many calls, from the position on; 0: all of them.
bool Injector::strikes(const Plan& plan, const Call& call, std::uint64_t times) const {
  const Position& position = plan.injection.position;
  if (call.expected.empty() || position.edge == Edge::end || position.edge == Edge::down) {
    return false;
  }
  if (!counts_matches(position)) {
    const bool begun = position.edge == Edge::start || events_ >= position.occurrence;
    return begun && (times == 0 || plan.struck < times);
  }
  const std::uint64_t first = position.occurrence + (position.edge == Edge::after ? 1 : 0);
  const std::uint64_t turn = plan.matched + 1;
  return turn >= first && (times == 0 || turn - first < times) && expects_match(plan, call);
}

bool Injector::shortens(const Plan& plan, const Call& call) const {
  return plan.injection.effect == Effect::short_call && counts_bytes(*call.row) &&
         strikes(plan, call, plan.injection.times);
}

bool Injector::cuts(const Plan& plan, const Call& call) const {
  return plan.injection.position.edge == Edge::in && !alters_calls(plan.injection) &&
         strikes(plan, call, 1);
}

bool Injector::fills_disk(Plan& plan, const Call& call) const {
  const Position& position = plan.injection.position;
  const bool after = position.edge == Edge::after && plan.matched >= position.occurrence;
  plan.reached = plan.reached || after || strikes(plan, call, 0);
  return plan.reached &&
         std::any_of(call.expected.begin(), call.expected.end(),
                     [&call](const Event& event) { return needs_space(call, event); });
}

std::optional<std::int64_t> Injector::substitute(const Call& call, const std::string& role) {
  std::optional<std::int64_t> result;
  for (Plan& plan : plans_) {
    const Injection& injection = plan.injection;
    const bool fails = injection.effect == Effect::fail_call;
    const bool writes_nothing = injection.bytes == 0 && shortens(plan, call);
    const bool refused = fails && (injection.no_space ? fills_disk(plan, call)
                                                      : strikes(plan, call, injection.times));
    if (result || (!refused && !writes_nothing)) continue;
    result = fails ? -static_cast<std::int64_t>(injection.error) : 0;
    plan.happened = true;
    ++plan.struck;
  }
  if (!result) return result;
  for (Event event : call.expected) {
    event.process = role;
    count(event, false);
  }
  return result;
}

std::uint64_t Injector::limit_bytes(const Call& call) const {
  std::uint64_t limit = 0;
  for (const Plan& plan : plans_) {
    std::uint64_t bytes = 0;
    if (shortens(plan, call)) bytes = plan.injection.bytes;
    if (cuts(plan, call)) bytes = plan.injection.position.cut_bytes;
    if (bytes > 0 && (limit == 0 || bytes < limit)) limit = bytes;
  }
  return limit;
}

void Injector::note_shortened(Call& call, std::uint64_t bytes) {
  for (std::size_t number = 0; number < plans_.size(); ++number) {
    Plan& plan = plans_[number];
    if (shortens(plan, call) && plan.injection.bytes == bytes) {
      plan.happened = true;
      ++plan.struck;
    }
    if (cuts(plan, call) && plan.injection.position.cut_bytes == bytes) {
      call.cut_for.push_back(number);
    }
  }
}

std::vector<int> Injector::awaited_signals() const {
  std::vector<int> signals;
  for (const Plan& plan : plans_) {
    const bool repeats = plan.happened && plan.injection.second_signal != 0;
    if (repeats && !plan.delivered) signals.push_back(plan.injection.signal);
  }
  return signals;
}

void Injector::note_delivered(int signal) {
  for (Plan& plan : plans_) {
    if (plan.happened && plan.injection.signal == signal) plan.delivered = true;
  }
}

std::vector<bool> Injector::happened() const {
  std::vector<bool> each;
  const std::size_t count = plans_.size() - (has_kill_at_ ? 1 : 0);
  for (std::size_t number = 0; number < count; ++number) each.push_back(plans_[number].happened);
  return each;
}

}  // namespace crashproof
