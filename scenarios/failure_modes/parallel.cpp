// Spans of Events by role.
#include "scenarios/failure_modes/parallel.h"

#include <algorithm>
#include <map>
#include <utility>

namespace crashproof::modes {
namespace {

struct Span {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

// "main/2" descends from "main", and so does its thread "main/2+3".
bool descends(const std::string& role, const std::string& from) {
  return role.starts_with(from) && role.size() > from.size() &&
         (role[from.size()] == '/' || role[from.size()] == '+');
}

bool overlap(const Span& a, const Span& b) {
  return a.first < b.last && b.first < a.last;
}

// What two roles descend from, up to where their lines part: of "main/2/1" and "main/3" these are
// "main/2" and "main/3".
std::pair<std::string, std::string> branches(const std::string& one, const std::string& other) {
  constexpr const char* marks = "/+";
  std::size_t from = 0;
  while (true) {
    const std::size_t end_one = one.find_first_of(marks, from);
    const std::size_t end_other = other.find_first_of(marks, from);
    const std::string begin_one = one.substr(0, end_one);
    const std::string begin_other = other.substr(0, end_other);
    const bool ends = end_one == std::string::npos || end_other == std::string::npos;
    if (begin_one != begin_other || ends) return {begin_one, begin_other};
    // The marks differ where one goes on in a thread and the other in a process.
    if (one[end_one] != other[end_other]) {
      return {one.substr(0, one.find_first_of(marks, end_one + 1)),
              other.substr(0, other.find_first_of(marks, end_other + 1))};
    }
    from = end_one + 1;
  }
}

Span span_of(const Trace& trace, const std::string& role) {
  Span span{trace.events.size(), 0};
  for (const Event& event : trace.events) {
    if (event.process != role && !descends(event.process, role)) continue;
    span.first = std::min(span.first, event.index);
    span.last = std::max(span.last, event.index);
  }
  return span;
}

}  // namespace

std::set<std::string> writers_of(const FileHistory& file) {
  std::set<std::string> writers;
  for (const FileVersion& version : file.versions) {
    if (version.present) writers.insert(version.writer);
  }
  return writers;
}

std::size_t parallel_among(const Trace& trace, const std::set<std::string>& roles) {
  std::map<std::string, Span> spans;
  const auto span = [&](const std::string& role) {
    const auto known = spans.find(role);
    return known != spans.end() ? known->second
                                : spans.emplace(role, span_of(trace, role)).first->second;
  };
  return static_cast<std::size_t>(std::ranges::count_if(roles, [&](const std::string& one) {
    return std::ranges::any_of(roles, [&](const std::string& other) {
      if (one == other || descends(one, other) || descends(other, one)) return false;
      const auto [a, b] = branches(one, other);
      return overlap(span(a), span(b));
    });
  }));
}

}  // namespace crashproof::modes
