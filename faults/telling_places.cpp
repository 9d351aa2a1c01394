// Counting and choosing, over a Trace alone.
#include "faults/telling_places.h"

#include <algorithm>
#include <array>
#include <compare>
#include <iterator>
#include <map>
#include <utility>

namespace crashproof::faults {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr std::array code_endings{".py", ".pyc", ".sh",    ".pl", ".rb", ".js", ".mjs", ".lua",
                                  ".so", ".jar", ".class", ".go", ".c",  ".h",  ".cpp", ".rs"};

struct Group {
  std::string directory;
  std::string ending;  // with its dot, "" if there is none
  auto operator<=>(const Group&) const = default;
};

Group group_of(const std::string& path) {
  const std::size_t name = path.rfind('/') + 1;
  const std::size_t dot = path.rfind('.');
  return {path.substr(0, name), dot == std::string::npos || dot < name ? "" : path.substr(dot)};
}

std::vector<Position> positions_of(const FaultGround& ground, const std::vector<CrashPoint>& points,
                                   std::size_t at_most) {
  std::vector<Position> positions;
  for (const CrashPoint& point : spread(points, at_most)) {
    positions.push_back(ground.position_of(point));
  }
  return positions;
}

}  // namespace

std::vector<std::size_t> spread(std::size_t count, std::size_t at_most) {
  std::vector<std::size_t> chosen;
  const std::size_t wanted = std::min(count, at_most);
  for (std::size_t i = 0; i < wanted; ++i) {
    chosen.push_back(wanted == 1 ? 0 : i * (count - 1) / (wanted - 1));
  }
  return chosen;
}

std::string path_class(std::string_view path) {
  std::string known_by;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const bool goes_on = is_digit(path[i]) && i > 0 && is_digit(path[i - 1]);
    if (!goes_on) known_by += is_digit(path[i]) ? '#' : path[i];
  }
  return known_by;
}

std::vector<std::uint64_t> telling_events(const Trace& trace, const EventTest& passes) {
  std::map<std::pair<EventKind, std::string>, std::vector<std::uint64_t>> classes;
  for (std::uint64_t i = 0; i < trace.events.size(); ++i) {
    const Event& event = trace.events[i];
    if (passes(event)) classes[{event.kind, path_class(subject_path(event))}].push_back(i);
  }
  std::vector<std::uint64_t> chosen;
  for (const auto& [known_by, events] : classes) {
    std::ranges::copy(spread(events, 3), std::back_inserter(chosen));
  }
  std::ranges::sort(chosen);
  return chosen;
}

std::vector<std::uint64_t> spread_events(const Trace& trace, const EventTest& passes,
                                         std::size_t at_most) {
  std::vector<std::uint64_t> events;
  for (std::uint64_t i = 0; i < trace.events.size(); ++i) {
    if (passes(trace.events[i])) events.push_back(i);
  }
  return spread(events, at_most);
}

std::vector<Position> inner_states(const FaultGround& ground, std::size_t at_most) {
  std::vector<CrashPoint> points;
  for (const CrashPoint& point : ground.states) {
    const bool inside = point.after > 0 && point.after < ground.trace.events.size();
    if (inside && !point.cut_bytes) points.push_back(point);
  }
  return positions_of(ground, points, at_most);
}

std::vector<Position> states_to_change(const FaultGround& ground, std::size_t at_most) {
  std::vector<CrashPoint> points;
  for (const CrashPoint& point : ground.states) {
    if (!point.cut_bytes) points.push_back(point);
  }
  const CrashPoint end{ground.trace.events.size(), std::nullopt};
  if (points.empty() || points.back() != end) points.push_back(end);
  return positions_of(ground, points, at_most);
}

std::vector<std::string> item_inputs(const FaultGround& ground) {
  std::map<Group, std::vector<std::string>> groups;
  for (const std::string& input : ground.inputs) {
    const Group group = group_of(input);
    const bool is_code = std::ranges::find(code_endings, group.ending) != code_endings.end();
    if (!is_code) groups[group].push_back(input);
  }
  std::vector<std::string> largest;
  for (auto& [group, inputs] : groups) {
    if (inputs.size() > std::max<std::size_t>(1, largest.size())) largest = std::move(inputs);
  }
  return largest;
}

}  // namespace crashproof::faults
