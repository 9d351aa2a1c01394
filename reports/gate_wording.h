// What the formats say of findings that do not count, and what a reader does next.
#pragma once

#include <string>
#include <vector>

#include "harness/model/report.h"

namespace crashproof::reports {

// "removed downstream (until 2027-01-31)": printable.
std::string acceptance_of(const AcceptedFinding& accepted);

// One line an accepted finding: "CP010 duplicate effect: duplicates left (removed downstream; until
// 2027-01-31)".
std::vector<std::string> accepted_rows(const Report& report);

// "2 findings of other codes (CP001, unclassified)"; "" if --only leaves none out.
std::string not_asked_for(const Report& report);

// "the budget of 60 s was used up; 18 trials were not begun"; "" if all planned ones were.
std::string not_begun_text(const Report& report);

// Why an audit without findings is no pass, as far as the gate has to do with it; "" if it is one.
std::string gate_shortfall(const Report& report);

// One line: the command, option or look that comes next after this end; "" where nothing does.
std::string next_step(const Report& report);

}  // namespace crashproof::reports
