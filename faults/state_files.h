// Which files of a recorded run look like the job's memory of what it has done, and the states in
// which such a file is there to be changed.
#pragma once

#include <string>
#include <vector>

#include "harness/model/fault.h"

namespace crashproof::faults {

// Text files of the final state that the run replaced or wrote over after it had first written
// them, the shortest first and `at_most`: a checkpoint is rewritten, an output is not.
std::vector<std::string> rewritten_texts(const FaultGround& ground, std::size_t at_most);

// kill at some states in which the run has made or changed this file, the end among them, and then
// the change.
std::vector<CrashSchedule> changed_where_written(const FaultGround& ground, const std::string& path,
                                                 const ScheduleStep& change);

}  // namespace crashproof::faults
