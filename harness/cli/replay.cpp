// crashproof replay: one schedule, carried out in a live run.
#include "harness/cli/preflight.h"
#include "harness/cli/session.h"

namespace crashproof::cli {

int run_replay(const Invocation& invocation) {
  const Session session(invocation);
  const std::string& schedule = invocation.operands[0];
  check_schedule(schedule);
  check_campaign(session.campaign());
  check_inspection(session.campaign().inspection, session.campaign().subject);
  return session.present(replay(session.campaign(), schedule, session.options().expected_trace,
                                session.catalogues(), session.listener()));
}

}  // namespace crashproof::cli
