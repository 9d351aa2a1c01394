// Between readable positions and crash points of one trace, both ways.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/model/crash_point.h"
#include "harness/model/schedule.h"
#include "harness/model/trace.h"

namespace crashproof {

// Total: every position gives a point of every trace. Where there is no such occurrence the run
// ends by itself: the point after the last Event, and `reached` is false.
// `in:` is the gap before its Event for 0 bytes, and the gap after it where there are not so many
// bytes or it is no write: such an Event happens whole.
struct Resolved {
  CrashPoint point;
  bool reached = true;

  bool operator==(const Resolved&) const = default;
};
Resolved resolve(const Position& position, const Trace& trace);

// Names many points of one trace. Building it costs a few passes over the trace, naming a point
// next to nothing. The trace must outlive it and stay as it is.
class PositionNames {
 public:
  // unstable_paths: those that another crash-free run did not have (random temporary names);
  // Events that are known by one are described by a glob, see unstable_names.h.
  PositionNames(const Trace& trace, const std::set<std::string>& unstable_paths);
  ~PositionNames() = default;
  PositionNames(const PositionNames&) = delete;
  PositionNames& operator=(const PositionNames&) = delete;

  // The readable position of a point, which resolves to exactly this point again: `start`, `end`,
  // `in:` for a cut, else `after:` the Event before it; `before:` the Event after it where only
  // that one changes files. event(N) where none of these is possible: a cut of what is no write.
  // A point beyond the trace is its end.
  Position position_of(const CrashPoint& point) const;
  // "before:" Event number `event`, which must be one of the trace.
  Position before(std::uint64_t event) const { return at_event(Position::Edge::before, event); }

 private:
  struct Name {
    const std::string* glob = nullptr;
    std::uint64_t occurrence = 0;
  };
  // The Events of one kind and subject_path, in order.
  using EventsByPath = std::map<std::pair<EventKind, std::string_view>, std::vector<std::uint64_t>>;

  void count_by_glob(const std::string* glob, EventKind kind, const EventsByPath& events);
  Position at_event(Position::Edge edge, std::uint64_t index) const;

  const Trace& trace_;
  std::set<std::string> globs_;
  std::vector<Name> names_;             // of each Event
  std::vector<std::uint64_t> numbers_;  // event_numbers
};

// The same for one point.
Position position_of(const CrashPoint& point, const Trace& trace,
                     const std::set<std::string>& unstable_paths);

}  // namespace crashproof
