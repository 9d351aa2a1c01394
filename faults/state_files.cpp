// Looks at what a Trace did to each path.
#include "faults/state_files.h"

#include <algorithm>
#include <map>

#include "faults/telling_places.h"
#include "faults/written_steps.h"

namespace crashproof::faults {
namespace {

constexpr std::size_t most_states = 8;

bool replaces(const Event& event) {
  return event.kind == EventKind::rename || event.kind == EventKind::exchange ||
         event.kind == EventKind::link;
}

// How often each path got a new beginning: a rename onto it, or a write of its first byte.
std::map<std::string, std::uint64_t> beginnings(const Trace& trace) {
  std::map<std::string, std::uint64_t> count;
  for (const Event& event : trace.events) {
    const bool begins = replaces(event) || event.kind == EventKind::mapped_store ||
                        (event.kind == EventKind::write && event.offset == 0 && event.length > 0);
    if (begins) ++count[subject_path(event)];
  }
  return count;
}

bool is_text(const std::string& content) {
  return !content.empty() && std::ranges::none_of(content, [](unsigned char c) {
    return c < 0x20 && c != '\n' && c != '\t' && c != '\r';
  });
}

}  // namespace

std::vector<std::string> rewritten_texts(const FaultGround& ground, std::size_t at_most) {
  const std::map<std::string, std::uint64_t> count = beginnings(ground.trace);
  std::vector<std::pair<std::size_t, std::string>> by_size;
  for (const std::string& path : ground.outputs) {
    const auto found = count.find(path);
    if (found == count.end()) continue;
    const bool was_there = !ground.initial_content(path).empty();
    if (found->second + (was_there ? 1 : 0) < 2) continue;
    const std::string content = ground.final_content(path);
    if (is_text(content)) by_size.emplace_back(content.size(), path);
  }
  std::ranges::sort(by_size);
  std::vector<std::string> paths;
  for (const auto& [size, path] : by_size) {
    if (paths.size() < at_most) paths.push_back(path);
  }
  return paths;
}

std::vector<CrashSchedule> changed_where_written(const FaultGround& ground, const std::string& path,
                                                 const ScheduleStep& change) {
  std::uint64_t written = ground.trace.events.size();
  for (std::uint64_t i = ground.trace.events.size(); i > 0; --i) {
    const Event& event = ground.trace.events[i - 1];
    if (changes_files(event.kind) && subject_path(event) == path) written = i;
  }
  std::vector<CrashPoint> points;
  for (const CrashPoint& point : ground.states) {
    if (point.after >= written && !point.cut_bytes) points.push_back(point);
  }
  const CrashPoint end{ground.trace.events.size(), std::nullopt};
  if (points.empty() || points.back() != end) points.push_back(end);
  std::vector<CrashSchedule> all;
  for (const CrashPoint& point : spread(points, most_states)) {
    all.push_back(killed_then(ground.position_of(point), change));
  }
  return all;
}

}  // namespace crashproof::faults
