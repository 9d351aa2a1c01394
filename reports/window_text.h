// The window of a finding in words: which Events are A and B, and what does harm between them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/model/finding.h"

namespace crashproof::reports {

// One Event as people know it. Not yet printable: it holds paths.
struct WindowEnd {
  std::uint64_t number = 0;  // as event(N) counts
  // "event 9", "event 3 of the rerun", "behind event 8" for one that event(N) does not count.
  std::string name;
  std::string what;    // "rename(ckpt.json)"; "" where nobody knows
  std::string site;    // "etl.py:41"; likewise
  bool on_map = true;  // it is one of the recorded run and has its number for itself
};

struct WindowText {
  std::optional<WindowEnd> a;  // nullopt: from the start of the run
  std::optional<WindowEnd> b;  // nullopt: to its end, or inside A
  std::string then;            // printable: "a kill after A and before B, then a rerun: …"
};

// nullopt where its schedule is all that is known: several faults, or one at a failpoint.
std::optional<WindowText> window_text(const Finding& finding);

// It fails only while one write is half done.
bool is_inside_one(const Finding& finding);

// It fails only once the first run, which is not the recorded one, has come to its end.
bool is_after_the_end(const Finding& finding);

// The number of the Event that has happened when a fault no longer does harm.
std::uint64_t closing_event(const Finding& finding);

}  // namespace crashproof::reports
