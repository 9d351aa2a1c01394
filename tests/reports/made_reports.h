// Reports made by hand, one for each way that a campaign can end.
#pragma once

#include "harness/model/report.h"

namespace crashproof::testing_reports {

Report sound_report();        // exhaustive, nothing found
Report failing_report();      // two findings: a loss window and a cut write with a failing resume
Report faults_report();       // findings of other faults than a kill, and work done twice
Report diagnosed_report();    // the first finding of failing_report with a cause and its proof
Report sampled_report();      // half of the states, some without a verdict
Report accepted_report();     // all findings of diagnosed_report are accepted, one of them to a day
Report gated_report();        // findings that are accepted or not asked for, and a used up budget
Report baseline_report();     // the crash-free run failed
Report empty_report();        // the command changed nothing
Report interrupted_report();  // stopped by a signal
Report recorded_report();     // record alone
Report replayed_report();     // one schedule that shows a violation
// Every text field holds bytes that would harm a terminal or a JSON reader.
Report hostile_report();

}  // namespace crashproof::testing_reports
