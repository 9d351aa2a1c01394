// What the formats for people and for programs say alike: replay lines, coverage, verdicts.
#pragma once

#include <cstdint>
#include <string>

#include "harness/model/report.h"

namespace crashproof::reports {

// "1 event", "2 events"; the noun is given in the singular.
std::string counted(std::uint64_t count, std::string_view noun);

// The line that shows this schedule again, ready for a shell.
std::string replay_line(const Report& report, const std::string& schedule);

// The number, from 1, of the Event that has happened last at this point or is cut by it; 0 at the
// start of the run.
std::uint64_t event_number(const CrashPoint& point);

// "data lost, resume fails": what the violated checks of a finding amount to.
std::string consequences(const Finding& finding);

// One sentence on how much of what could be tried was, claiming no more.
std::string coverage_sentence(const Report& report);

// "exit 1", "killed by signal 9 (SIGKILL)", …
std::string ending(const RunExit& exit);

// The last line of every report, without the exit code.
std::string closing_sentence(const Report& report);

}  // namespace crashproof::reports
