// crashproof audit: record, try, judge and report.
#include "harness/cli/preflight.h"
#include "harness/cli/session.h"

namespace crashproof::cli {

int run_audit(const Invocation& invocation) {
  const Session session(invocation);
  check_campaign(session.campaign());
  return session.present(audit(session.campaign(), session.catalogues(), session.listener()));
}

}  // namespace crashproof::cli
