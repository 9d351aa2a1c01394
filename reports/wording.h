// What the formats for people and for programs say alike: replay lines, coverage, verdicts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/counted.h"
#include "harness/model/report.h"

namespace crashproof::reports {

// "a, b": names as they can be shown.
std::string listed(const std::vector<std::string>& names);

// The line that shows this schedule again, ready for a shell.
std::string replay_line(const Report& report, const std::string& schedule);

// "CP001 order inversion", or "Finding 2 of 3" where no cause is named.
std::string heading_of(const Finding& finding, std::size_t index, std::size_t findings);

// "15 failing trials, 5 windows".
std::string extent_of(const Finding& finding);

// "proved, confirmed": how sure the cause is, and whether a live run has shown the failure.
std::string standing_of(const Finding& finding);

// The fault of a finding as the subject of a sentence: "a kill", "a power cut", "the fault".
std::string_view fault_phrase(const std::string& fault);

// "tried 40 of 40, 1 undecided, 3 violations": what became of a fault's trials.
std::string fault_sentence(const FaultCoverage& fault);

// "at most 3 items (median 1) …": what crashes cost, with the bound.
std::string redo_sentence(const RedoSummary& redo);

// "3 items (1 in flight), 120 events".
std::string redo_text(const Redo& redo);

// "1 of 3 items: in/b.txt (7 inputs tried)".
std::string smallest_input_text(const SmallestInput& input);

// "2 trials left behind what the crash-free run renames or removes, e.g. out.tmp". Not yet
// printable.
std::string litter_sentence(const Report& report);

// One sentence on how much of what could be tried was, claiming no more.
std::string coverage_sentence(const Report& report);

// "exit 1", "killed by signal 9 (SIGKILL)", …
std::string ending(const RunExit& exit);

// The last line of every report, without the exit code.
std::string closing_sentence(const Report& report);

}  // namespace crashproof::reports
