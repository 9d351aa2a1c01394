// crashproof try: the trials of what a run directory holds.
#include "harness/cli/preflight.h"
#include "harness/cli/session.h"

namespace crashproof::cli {

int run_try(const Invocation& invocation) {
  const Session session(invocation);
  check_run_directory(session.campaign());
  Report report = try_points(session.campaign(), session.catalogues(), session.listener());
  report.stage = Stage::tried;
  return session.present_campaign(std::move(report));
}

}  // namespace crashproof::cli
