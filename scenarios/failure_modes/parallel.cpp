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
  for (const Event& event : trace.events) {
    if (!roles.contains(event.process)) continue;
    const auto [at, first] = spans.try_emplace(event.process, Span{event.index, event.index});
    at->second.last = event.index;
  }
  return static_cast<std::size_t>(std::ranges::count_if(spans, [&](const auto& one) {
    return std::ranges::any_of(spans, [&](const auto& other) {
      return one.first != other.first && !descends(one.first, other.first) &&
             !descends(other.first, one.first) && overlap(one.second, other.second);
    });
  }));
}

}  // namespace crashproof::modes
