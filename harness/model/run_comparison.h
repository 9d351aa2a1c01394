// Two reports on the same job, side by side: which findings are new, which are gone.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "harness/model/report.h"

namespace crashproof {

// Numbers are places in Report::findings: of `after` where they are new, of `before` where gone.
struct RunComparison {
  std::vector<std::size_t> fresh;
  std::vector<std::size_t> resolved;
  // Gone as well, but the second run has not tried what shows them.
  std::vector<std::size_t> not_tried;
  std::vector<std::pair<std::size_t, std::size_t>> ongoing;  // before, after
  // One line each: in what else the runs differ, so that they may not be comparable.
  std::vector<std::string> remarks;
  // The second run says of too little that it holds: that nothing is new is not known then.
  bool undecided = false;

  ExitCode exit() const;
};

// Findings are the same if their fingerprints are, else if their causes are. Pure.
RunComparison compared(const Report& before, const Report& after);

}  // namespace crashproof
