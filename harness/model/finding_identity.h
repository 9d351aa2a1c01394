// What stays the same of a finding from run to run, while the job's code is worked on.
#pragma once

#include <string>

#include "harness/model/finding.h"

namespace crashproof {

// "state/ckpt-#.json": digits and long runs of hex digits become '#'.
std::string sort_of_path(const std::string& path);

// Both are 16 hex digits. With a named cause they are made of the code, the fault's name and the
// sorts of the blamed paths; without one, of the fault, of how it fails, and of the two Events that
// bound the window. Numbers of Events, points, lines and paths do not count.
std::string cause_fingerprint(const Finding& finding);
// The same, and the files and functions in which its two Events are made.
std::string fingerprint(const Finding& finding);

}  // namespace crashproof
