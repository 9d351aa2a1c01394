// What one trial left, as lines: of the example of a finding, and of a replay.
#pragma once

#include <string>
#include <vector>

#include "harness/model/evidence.h"
#include "harness/model/verdict.h"
#include "reports/text/page.h"

namespace crashproof::reports {

// Each writes nothing where there is nothing to say.

void write_differences(TextPage& page, const std::vector<Difference>& differences);
// Work that had been reported as done, and that a power cut took back.
void write_promise(TextPage& page, const Evidence& evidence);
// Those that do not hold.
void write_verdicts(TextPage& page, const std::vector<Verdict>& verdicts, const Evidence& evidence);
// Of a power cut: which file systems may leave such a state.
void write_models(TextPage& page, const std::vector<std::string>& models);
// How the run to which the fault was done took it. What a kill does to it needs no telling.
void write_first_run(TextPage& page, const std::string& fault, const Evidence& evidence);
// How the resume ended, where it did not end well.
void write_resumes(TextPage& page, const Evidence& evidence);
void write_redo(TextPage& page, const Evidence& evidence);

}  // namespace crashproof::reports
