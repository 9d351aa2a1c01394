// Files that trials leave and the crash-free run removes: temporary ones, or something else.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/model/crash_map.h"
#include "harness/model/judged_trial.h"
#include "harness/model/report.h"

namespace crashproof {

// Paths of all litter in the final states of these trials.
std::set<std::string> litter_of(const std::vector<JudgedTrial>& trials);

// Sets Report::litter_temporary and litter_example, given the roles of files: an example that is no
// temporary file is the better one. Names that differ in numbers alone have one role.
void tell_litter(Report& report, const std::set<std::string>& litter, const CrashMap& map);

}  // namespace crashproof
