// crashproof judge: verdicts over the trials that a run directory holds.
#include "harness/cli/preflight.h"
#include "harness/cli/session.h"

namespace crashproof::cli {

int run_judge(const Invocation& invocation) {
  const Session session(invocation);
  check_run_directory(session.campaign());
  return session.present_campaign(judge_run(session.campaign(), session.catalogues()));
}

}  // namespace crashproof::cli
