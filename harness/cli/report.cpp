// crashproof report: what a run directory holds, in any format.
#include "harness/cli/kept_reports.h"
#include "harness/cli/replaced_file.h"
#include "harness/cli/session.h"

namespace crashproof::cli {

int run_report(const Invocation& invocation) {
  const Session session(invocation);
  const std::string run = invocation.operands.empty()
                              ? session.campaign().run_directory
                              : session.path_from_here(invocation.operands[0]);
  // What only some formats show and the run directory holds besides is to be added here.
  const Report report = kept_report(run);
  const std::string text = session.rendered(report);
  const std::string& output = session.options().output;
  if (output.empty()) {
    print_out(text);
  } else {
    check_replaceable(output, "--output");
    replace_file(output, text);
  }
  return 0;
}

}  // namespace crashproof::cli
