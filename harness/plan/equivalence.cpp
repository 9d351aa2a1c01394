// Groups crash points by the tree of files that they leave.
#include "harness/plan/equivalence.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace crashproof {
namespace {

// Follows which paths stand for files that have no name yet.
class UnnamedFiles {
 public:
  // True if the Event concerns such a file alone.
  bool only_touched_by(const Event& event) {
    if (event.kind == EventKind::tmpfile) {
      paths_.insert(event.path);
      return true;
    }
    if (std::ranges::count(kNaming, event.kind) == 0) return paths_.contains(event.path);
    // A link names the file; any other Event about names shows that a real file is called so.
    paths_.erase(event.path);
    paths_.erase(event.target);
    return false;
  }

 private:
  static constexpr EventKind kNaming[] = {EventKind::create,   EventKind::mkdir,  EventKind::mknod,
                                          EventKind::symlink,  EventKind::link,   EventKind::rename,
                                          EventKind::exchange, EventKind::unlink, EventKind::rmdir};
  std::unordered_set<std::string_view> paths_;  // of the trace's own strings
};

bool does_nothing(const Event& event) {
  switch (event.kind) {
    case EventKind::write:
    case EventKind::mapped_store:
      return event.length == 0;
    case EventKind::rename:
    case EventKind::exchange:
      return event.path == event.target;
    default:
      return !changes_files(event.kind);
  }
}

}  // namespace

std::vector<bool> observable_events(const Trace& trace) {
  std::vector<bool> observable;
  observable.reserve(trace.events.size());
  UnnamedFiles unnamed;
  for (const Event& event : trace.events) {
    const bool hidden = changes_files(event.kind) && unnamed.only_touched_by(event);
    observable.push_back(!hidden && !does_nothing(event));
  }
  return observable;
}

std::vector<CrashStateClass> distinct_states(const Trace& trace,
                                             const std::vector<CrashPoint>& points) {
  const std::vector<bool> observable = observable_events(trace);
  std::vector<std::uint64_t> observable_before(observable.size() + 1);
  for (std::size_t i = 0; i < observable.size(); ++i) {
    observable_before[i + 1] = observable_before[i] + (observable[i] ? 1 : 0);
  }
  // A state is known by how many observable Events made it, and how much of the next one.
  using Made = std::pair<std::uint64_t, std::uint64_t>;
  std::map<Made, std::size_t> known;
  std::vector<CrashStateClass> classes;
  for (const CrashPoint& point : points) {
    const std::size_t after = std::min<std::size_t>(point.after, observable.size());
    const bool cut = point.cut_bytes && after < observable.size() && observable[after];
    const Made made{observable_before[after], cut ? *point.cut_bytes : 0};
    const auto [state, is_new] = known.try_emplace(made, classes.size());
    if (is_new) {
      classes.push_back({point, {}});
    } else {
      classes[state->second].equal.push_back(point);
    }
  }
  return classes;
}

}  // namespace crashproof
