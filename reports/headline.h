// A finding in one line, and what it is about.
#pragma once

#include <string>
#include <vector>

#include "harness/model/finding.h"

namespace crashproof::reports {

// "data lost: a kill after rename(ckpt.json) (load.py:7) and before write(out.csv) (load.py:8)", or
// with the schedule where it is about no window. Printable.
std::string headline_of(const Finding& finding);

// "CP001 order inversion", or "unclassified": a name without numbers. Printable.
std::string cause_of(const Finding& finding);

// The sorts of files that it is about, at most three, as they are in every run: those that are
// blamed, else those that differ. Printable.
std::vector<std::string> subjects_of(const Finding& finding);

}  // namespace crashproof::reports
