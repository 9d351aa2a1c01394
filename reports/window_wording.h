// The window in which a fault does harm, in words: "Let A = …, B = …; then a kill between them …".
#pragma once

#include <cstdint>
#include <string>

#include "harness/model/report.h"

namespace crashproof::reports {

// Of a finding whose example lies at a point of the recorded run; where several kills make the
// failure, no window describes it.
struct WindowWords {
  std::uint64_t opening = 0;  // number of the event A, from 1; 0: the window begins with the run
  std::uint64_t closing = 0;  // number of the event B
  bool has_closing = false;   // false: it lasts to the end of the run, or lies inside A
  std::string when;           // "a kill after A and before B", to go on with aftermath()
};
WindowWords window_words(const Finding& finding);

}  // namespace crashproof::reports
