// crashproof replay: one schedule, carried out in a live run.
#include <fmt/format.h>

#include <cstdio>

#include "harness/cli/preflight.h"
#include "harness/cli/regressions_file.h"
#include "harness/cli/session.h"
#include "harness/model/printable.h"
#include "harness/model/schedule.h"

namespace crashproof::cli {
namespace {

// What passes is no regression, and what was not reached or has come to no verdict may not be one.
void save(const std::string& schedule, const Report& report, const CampaignOptions& campaign) {
  const Subject& subject = campaign.subject;
  const std::string path = printable(regressions_path(subject));
  if (exit_code(report) != ExitCode::findings) {
    const bool passes = exit_code(report) == ExitCode::no_finding;
    fmt::print(stderr, "crashproof: not added to {}: the replay {}\n", path,
               passes ? "does not fail" : "came to no verdict");
    return;
  }
  const std::string written = to_string(parse_schedule(schedule));
  if (valid_utf8(written) != written) {
    fmt::print(stderr, "crashproof: not added to {}: the schedule is not UTF-8\n", path);
    return;
  }
  const std::size_t added = save_regressions({{written, ""}}, report.trace_fingerprint, subject,
                                             replay_options(campaign, subject.workspace));
  fmt::print(stderr, "crashproof: {} {}\n", added > 0 ? "added to" : "already in", path);
}

}  // namespace

int run_replay(const Invocation& invocation) {
  const Session session(invocation);
  const CampaignOptions& campaign = session.campaign();
  const std::string& schedule = invocation.operands[0];
  const bool saves = session.options().save_replayed;
  check_schedule(schedule);
  check_campaign(campaign);
  check_inspection(campaign.inspection, campaign.subject);
  if (saves) check_saving(campaign);
  const Report report = replay(campaign, schedule, session.options().expected_trace,
                               session.catalogues(), session.listener());
  const int exit = session.present(report);
  if (saves) save(schedule, report, campaign);
  return exit;
}

}  // namespace crashproof::cli
