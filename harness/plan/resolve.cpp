// Finds the Event that a position means, and the position by which people know a point.
#include "harness/plan/resolve.h"

#include <algorithm>

#include "harness/plan/unstable_names.h"

namespace crashproof {
namespace {

using Edge = Position::Edge;

bool can_be_cut(const Event& event, std::uint64_t cut_bytes) {
  return event.kind == EventKind::write && cut_bytes > 0 && cut_bytes < event.length;
}

CrashPoint point_at(const Position& position, const Event& event, std::uint64_t index) {
  if (position.edge == Edge::before) return {index, std::nullopt};
  if (position.edge == Edge::after) return {index + 1, std::nullopt};
  if (position.cut_bytes == 0) return {index, std::nullopt};
  if (!can_be_cut(event, position.cut_bytes)) return {index + 1, std::nullopt};
  return {index, position.cut_bytes};
}

Resolved after_events(std::uint64_t count, const Trace& trace) {
  std::uint64_t index = 0;
  for (; index < trace.events.size() && count > 0; ++index) {
    if (is_numbered(trace.events[index].kind)) --count;
  }
  return {{index, std::nullopt}, count == 0};
}

}  // namespace

Resolved resolve(const Position& position, const Trace& trace) {
  const CrashPoint end{trace.events.size(), std::nullopt};
  if (position.edge == Edge::start || position.edge == Edge::down) return {{0, std::nullopt}};
  if (position.edge == Edge::end) return {end};
  if (position.edge == Edge::event) return after_events(position.occurrence, trace);
  std::uint64_t matching = 0;
  for (std::uint64_t i = 0; i < trace.events.size(); ++i) {
    if (trace.events[i].kind != position.kind) continue;
    if (!glob_matches(position.glob, subject_path(trace.events[i]))) continue;
    if (++matching == position.occurrence) return {point_at(position, trace.events[i], i)};
  }
  return {end, false};
}

PositionNames::PositionNames(const Trace& trace, const std::set<std::string>& unstable_paths)
    : trace_(trace), names_(trace.events.size()), numbers_(event_numbers(trace.events)) {
  const UnstableNames unstable(trace, unstable_paths);
  EventsByPath events_by_path;
  for (std::size_t i = 0; i < trace.events.size(); ++i) {
    events_by_path[{trace.events[i].kind, subject_path(trace.events[i])}].push_back(i);
  }
  for (const auto& [known_by, events] : events_by_path) {
    const std::string path(known_by.second);
    const std::string* glob = &*globs_.insert(unstable.glob_for(path)).first;
    const bool is_stable = !unstable_paths.contains(path);
    for (std::size_t n = 0; n < events.size(); ++n) {
      names_[events[n]] = {glob, is_stable ? n + 1 : 0};
    }
  }
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i].occurrence > 0) continue;
    count_by_glob(names_[i].glob, trace.events[i].kind, events_by_path);
  }
}

// A glob may match Events that have other names; they count, since resolve counts them. Only paths
// that begin as the glob does are looked at, so that many globs do not each cost the whole trace.
void PositionNames::count_by_glob(const std::string* glob, EventKind kind,
                                  const EventsByPath& events) {
  const std::string_view begin = std::string_view(*glob).substr(0, glob->find_first_of("*\\"));
  std::vector<std::uint64_t> matching;
  for (auto path = events.lower_bound({kind, begin}); path != events.end(); ++path) {
    const auto& [path_kind, text] = path->first;
    if (path_kind != kind || !text.starts_with(begin)) break;
    if (!glob_matches(*glob, text)) continue;
    matching.insert(matching.end(), path->second.begin(), path->second.end());
  }
  std::ranges::sort(matching);
  for (std::size_t n = 0; n < matching.size(); ++n) {
    if (names_[matching[n]].glob == glob) names_[matching[n]].occurrence = n + 1;
  }
}

Position PositionNames::at_event(Edge edge, std::uint64_t index) const {
  Position position;
  position.edge = edge;
  position.kind = trace_.events[index].kind;
  position.glob = *names_[index].glob;
  position.occurrence = names_[index].occurrence;
  return position;
}

Position PositionNames::position_of(const CrashPoint& point) const {
  const std::uint64_t count = trace_.events.size();
  Position position;
  if (point.cut_bytes && point.after < count) {
    if (!can_be_cut(trace_.events[point.after], *point.cut_bytes)) {
      position.edge = Edge::event;
      position.occurrence = numbers_[point.after];
      return position;
    }
    position = at_event(Edge::in, point.after);
    position.cut_bytes = *point.cut_bytes;
    return position;
  }
  if (point.after == 0) return position;
  if (point.after >= count) {
    position.edge = Edge::end;
    return position;
  }
  const bool before_tells_more = !changes_files(trace_.events[point.after - 1].kind) &&
                                 changes_files(trace_.events[point.after].kind);
  return before_tells_more ? at_event(Edge::before, point.after)
                           : at_event(Edge::after, point.after - 1);
}

Position position_of(const CrashPoint& point, const Trace& trace,
                     const std::set<std::string>& unstable_paths) {
  return PositionNames(trace, unstable_paths).position_of(point);
}

}  // namespace crashproof
