// Collects Events and Gaps, and watches for the position of the kill.
#include "harness/record/event_log.h"

namespace crashproof {

using Edge = Position::Edge;

EventLog::EventLog(const std::optional<Position>& kill_at, bool keep_bytes)
    : kill_at_(kill_at), keep_bytes_(keep_bytes) {}

bool EventLog::matches(const Event& event) const {
  return event.kind == kill_at_->kind && glob_matches(kill_at_->glob, subject_path(event));
}

bool EventLog::kills_at_start() const {
  return kill_at_ && (kill_at_->edge == Edge::start ||
                      (kill_at_->edge == Edge::event && kill_at_->occurrence == 0));
}

bool EventLog::kills_before(const Event& expected) const {
  return is_turn() && kill_at_->edge == Edge::before && matches(expected);
}

std::uint64_t EventLog::cut_of(const Event& expected) const {
  if (!is_turn() || kill_at_->edge != Edge::in || !matches(expected)) return 0;
  return kill_at_->cut_bytes;
}

void EventLog::note_position(const Event& event) {
  if (!kill_at_ || kill_reached_) return;
  if (kill_at_->edge == Edge::event) {
    kill_reached_ = trace_.events.size() == kill_at_->occurrence;
    return;
  }
  const bool counts_matches =
      kill_at_->edge == Edge::before || kill_at_->edge == Edge::after || kill_at_->edge == Edge::in;
  if (!counts_matches || !matches(event)) return;
  kill_reached_ = kill_at_->edge == Edge::after && is_turn();
  ++matched_;
}

void EventLog::record(Event event, std::string_view bytes) {
  if (closed_) return;
  event.index = trace_.events.size();
  if (keep_bytes_) event.bytes = trace_.blobs->add(bytes);
  trace_.events.push_back(std::move(event));
  note_position(trace_.events.back());
}

namespace {

void count_in(std::map<std::string, Gap, std::less<>>& gaps, std::string_view what,
              std::string_view detail) {
  auto found = gaps.find(what);
  if (found == gaps.end()) {
    found = gaps.emplace(what, Gap{std::string(what), std::string(detail), 0}).first;
  }
  ++found->second.count;
}

}  // namespace

void EventLog::add_gap(std::string_view what, std::string_view detail) {
  if (!closed_) count_in(gaps_, what, detail);
}

void EventLog::add_refused(const std::string& path, const std::string& program) {
  if (!closed_) count_in(refused_, path, program);
}

Trace EventLog::take() {
  for (auto& [what, gap] : gaps_) trace_.gaps.push_back(std::move(gap));
  for (auto& [path, gap] : refused_) trace_.refused_writes.push_back(std::move(gap));
  return std::move(trace_);
}

}  // namespace crashproof
