// What crash-free runs alone tell of a job: what a first config file is made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/campaign/campaign.h"
#include "harness/judge/baseline.h"

namespace crashproof {

struct FirstLook {
  std::uint64_t events = 0;      // that change files
  std::uint64_t states = 0;      // distinct ones that a kill can leave
  double run_seconds = 0;        // wall time of the recorded run
  double estimated_seconds = 0;  // of an audit with these options, on so many workers
  unsigned workers = 1;
  // Files that the job changes and that stay, with the part that each plays, in order of their
  // first change.
  std::vector<std::pair<std::string, Role>> roles;
  std::vector<std::string> items;  // paths that are items of work, if there are any
  std::vector<std::string> keys;   // "out.csv:id", of each table whose records a key tells apart
  std::vector<std::string> set_aside;  // what two runs do not agree on, as --ignore takes it
  std::vector<Gap> refused_writes;
  std::uint64_t messages = 0;  // that left through sockets
  std::optional<BaselineProblem> problem;
};

// Runs the command as `record` does, beside what the run directory holds. Throws as `record`, and
// Interrupted after a signal.
FirstLook first_look(const CampaignOptions& options, const Catalogues& catalogues,
                     const ProgressListener& listener);

}  // namespace crashproof
