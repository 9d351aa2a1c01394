// What many trials say of work done twice: the worst and the usual case, and a table for plotting.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/check.h"
#include "harness/model/evidence.h"
#include "harness/model/report.h"
#include "harness/model/trace.h"

namespace crashproof {

// Over the trials in which redo was measured and whose fault happened; nullopt if there is none.
std::optional<RedoSummary> redo_summary(const std::vector<const Evidence*>& trials,
                                        const CheckLimits& limits);

// CSV (RFC 4180, line ends are \n) with the header
//   trial,schedule,event,fraction,redone_events,redone_items,in_flight,seconds
// and a line for each of those trials, in order. `event` counts as event(N) does, from 1, 0 is the
// start of the run, and `fraction` is its part of the events of the recorded run that are counted
// so; both are empty where a schedule is not about one point of it. `seconds` is the time of all
// resumes together.
std::string redo_table(const std::vector<const Evidence*>& trials, const Trace& recorded);

}  // namespace crashproof
