// crashproof compare: what is new in a second run of the same job, and what is gone.
#include "harness/cli/kept_reports.h"
#include "harness/cli/session.h"
#include "harness/model/run_comparison.h"
#include "reports/comparison.h"

namespace crashproof::cli {

int run_compare(const Invocation& invocation) {
  const Session session(invocation);
  const Report before = kept_report(session.path_from_here(invocation.operands[0]));
  const Report after = kept_report(session.path_from_here(invocation.operands[1]));
  const RunComparison comparison = compared(before, after);
  print_out(session.wants_json() ? reports::comparison_json(comparison, before, after)
                                 : reports::comparison_text(comparison, before, after));
  return static_cast<int>(comparison.exit());
}

}  // namespace crashproof::cli
