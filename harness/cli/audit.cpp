// crashproof audit: record, try, judge and report.
#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "harness/campaign/kept_trees.h"
#include "harness/cli/kept_reports.h"
#include "harness/cli/preflight.h"
#include "harness/cli/regressions_file.h"
#include "harness/cli/session.h"
#include "harness/model/counted.h"
#include "harness/model/printable.h"

namespace crashproof::cli {
namespace {

void save(const Report& report, const CampaignOptions& campaign) {
  const Subject& subject = campaign.subject;
  std::vector<FailedSchedule> failed;
  for (const Finding& finding : report.findings)
    failed.push_back({finding.schedule, finding.diagnosis.code});
  const std::size_t added = save_regressions(failed, report.trace_fingerprint, subject,
                                             replay_options(campaign, subject.workspace));
  fmt::print(stderr, "crashproof: {} of {} findings added to {}\n", added, report.findings.size(),
             printable(regressions_path(subject)));
}

}  // namespace

int run_audit(const Invocation& invocation) {
  const Session session(invocation);
  CampaignOptions campaign = session.campaign();
  check_campaign(campaign);
  check_wanted(session.options().wanted_reports, campaign.run_directory);
  if (!campaign.keep_input.empty()) check_place_for_trees(campaign.keep_input);
  RegressionsFile regressions = read_regressions(campaign.subject);
  campaign.regressions = std::move(regressions.of_this_command);
  Report report = audit(campaign, session.catalogues(), session.listener());
  if (regressions.of_others > 0)
    report.notes.push_back(fmt::format("{} of other commands not tried",
                                       counted(regressions.of_others, "regression")));
  const int exit = session.present_campaign(report);
  if (session.options().save_regressions) save(report, campaign);
  return exit;
}

}  // namespace crashproof::cli
