// crashproof report: what a run directory holds, in any format.
#include <filesystem>

#include "harness/campaign/crash_map.h"
#include "harness/cli/kept_reports.h"
#include "harness/cli/session.h"
#include "harness/cli/user_file.h"

namespace crashproof::cli {
namespace {

// run.json does not repeat the recording and its trials, which lie beside it.
void add_map(Report& report, const std::string& run, const Session& session) {
  std::error_code absent;
  if (!session.draws_map() || !std::filesystem::exists(run + "/trace.cpt", absent)) return;
  RunStore store(run, RunStore::Mode::keep);
  report.map = stored_crash_map(store, report, session.campaign(), session.catalogues());
}

}  // namespace

int run_report(const Invocation& invocation) {
  const Session session(invocation);
  const std::string run = invocation.operands.empty()
                              ? session.campaign().run_directory
                              : session.path_from_here(invocation.operands[0]);
  Report report = kept_report(run);
  add_map(report, run, session);
  const std::string text = session.rendered(report);
  const std::string& output = session.options().output;
  if (output.empty()) {
    print_out(text);
  } else {
    check_replaceable(output, "--output");
    replace_user_file(output, text);
  }
  return 0;
}

}  // namespace crashproof::cli
