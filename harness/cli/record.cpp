// crashproof record: the crash-free runs, kept in the run directory.
#include "harness/cli/preflight.h"
#include "harness/cli/session.h"

namespace crashproof::cli {

int run_record(const Invocation& invocation) {
  const Session session(invocation);
  check_campaign(session.campaign());
  Report report = record(session.campaign(), session.catalogues(), session.listener());
  report.stage = Stage::recorded;
  return session.present(std::move(report));
}

}  // namespace crashproof::cli
