// Spans of Events by role.
#include "scenarios/failure_modes/parallel.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

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

// Threads are there to work at the same time, even if this run happened to go one after the other.
bool are_threads(const std::string& a, const std::string& b) {
  const std::size_t mark = a.find_last_of("/+");
  return mark != std::string::npos && a[mark] == '+' && b.size() > mark && b[mark] == '+' &&
         a.compare(0, mark, b, 0, mark) == 0;
}

using Spans = std::map<std::string, Span, std::less<>>;

// Of every role, and of every branch with all below it, in one pass.
Spans spans_of(const Trace& trace) {
  Spans spans;
  for (const Event& event : trace.events) {
    for (std::size_t end = 0; end != std::string::npos;) {
      end = event.process.find_first_of("/+", end == 0 ? 0 : end + 1);
      const std::string_view branch = std::string_view(event.process).substr(0, end);
      const auto known = spans.find(branch);
      if (known == spans.end()) {
        spans.emplace(branch, Span{event.index, event.index});
      } else {
        known->second.last = event.index;
      }
    }
  }
  return spans;
}

// The thread that a process begins with, and one that it started later: it may only have waited for
// it, so something has to be made by the one in the midst of what the other makes.
bool works_beside_its_thread(const Trace& trace, const Spans& spans, const std::string& process,
                             const std::string& thread) {
  if (!descends(thread, process) || thread[process.size()] != '+') return false;
  const auto span = spans.find(thread);
  if (span == spans.end()) return false;
  return std::any_of(trace.events.begin() + static_cast<std::ptrdiff_t>(span->second.first),
                     trace.events.begin() + static_cast<std::ptrdiff_t>(span->second.last),
                     [&](const Event& event) { return event.process == process; });
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
  // Jobs have a handful of workers; a script has as many commands as it likes.
  constexpr std::size_t most_roles = 200;
  if (roles.size() < 2) return 0;
  const std::vector<std::string> some(
      roles.begin(),
      std::next(roles.begin(), static_cast<std::ptrdiff_t>(std::min(roles.size(), most_roles))));
  const Spans spans = spans_of(trace);
  const auto beside = [&](const std::string& one, const std::string& other) {
    if (one == other) return false;
    if (descends(one, other)) return works_beside_its_thread(trace, spans, other, one);
    if (descends(other, one)) return works_beside_its_thread(trace, spans, one, other);
    const auto [a, b] = branches(one, other);
    if (are_threads(a, b)) return true;
    const auto first = spans.find(a);
    const auto second = spans.find(b);
    return first != spans.end() && second != spans.end() && overlap(first->second, second->second);
  };
  return static_cast<std::size_t>(std::ranges::count_if(some, [&](const std::string& one) {
    return std::ranges::any_of(some, [&](const std::string& other) { return beside(one, other); });
  }));
}

bool is_advanced_by_a_fellow(const Trace& trace, const FileHistory& checkpoint,
                             const std::string& worker, const std::vector<FileHistory>& parts) {
  return std::ranges::any_of(writers_of(checkpoint), [&](const std::string& writer) {
    if (descends(worker, writer) || descends(writer, worker)) return false;
    if (parallel_among(trace, {writer, worker}) < 2) return false;
    const std::string fellow = branches(writer, worker).first;
    return std::ranges::any_of(parts, [&](const FileHistory& part) {
      return part.path != checkpoint.path && part.at_end && !part.at_start &&
             std::ranges::any_of(writers_of(part), [&](const std::string& role) {
               return role == fellow || descends(role, fellow);
             });
    });
  });
}

}  // namespace crashproof::modes
