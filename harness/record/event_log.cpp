// Collects Events and Gaps.
#include "harness/record/event_log.h"

namespace crashproof {

void EventLog::record(Event event, std::string_view bytes) {
  event.index = trace_.events.size();
  if (keep_bytes_) event.bytes = trace_.blobs->add(bytes);
  trace_.events.push_back(std::move(event));
  injector_.note(trace_.events.back());
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
  count_in(gaps_, what, detail);
}

void EventLog::add_refused(const std::string& path, const std::string& program) {
  count_in(refused_, path, program);
}

Trace EventLog::take() {
  for (auto& [what, gap] : gaps_) trace_.gaps.push_back(std::move(gap));
  for (auto& [path, gap] : refused_) trace_.refused_writes.push_back(std::move(gap));
  return std::move(trace_);
}

}  // namespace crashproof
