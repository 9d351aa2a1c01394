// The report for people: what was lost, between which events, how to see it again.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "harness/model/printable.h"
#include "reports/account.h"
#include "reports/gate_wording.h"
#include "reports/headline.h"
#include "reports/text/evidence_lines.h"
#include "reports/text/finding_paragraph.h"
#include "reports/text/page.h"
#include "reports/wording.h"
#include "reports/writers.h"

namespace crashproof::reports {
namespace {

std::vector<std::string> gap_rows(const std::vector<Gap>& gaps) {
  std::vector<std::string> rows;
  for (const Gap& gap : gaps)
    rows.push_back(fmt::format("{} ({}x){}{}", gap.what, gap.count,
                               gap.detail.empty() ? "" : ", e.g. ", gap.detail));
  return rows;
}

void write_replay(TextPage& page, const ReplayOutcome& replay) {
  page.labelled("Schedule", printable(replay.evidence.schedule));
  page.rows("Not reached", replay.evidence.dropped);
  if (replay.trace_drifted)
    page.labelled("Drift",
                  "the command's events are no longer those that the schedule was made for");
  write_models(page, replay.evidence.models);
  write_differences(page, replay.evidence.differences);
  write_promise(page, replay.evidence);
  write_verdicts(page, replay.verdicts, replay.evidence);
  write_first_run(page, replay.evidence.fault, replay.evidence);
  write_redo(page, replay.evidence);
  write_resumes(page, replay.evidence);
}

// All of them: what was not tried must not drop out of sight.
void write_faults(TextPage& page, const Report& report) {
  for (const FaultCoverage& fault : report.faults)
    page.labelled(&fault == &report.faults.front() ? "Faults" : "", fault_sentence(fault));
  if (!report.redo) return;
  page.labelled("Redone", redo_sentence(*report.redo));
  if (!report.redo_table.empty())
    page.continued("the numbers of each trial: " + shell_quoted(report.redo_table));
}

void write_circumstances(TextPage& page, const Report& report) {
  if (!report.replay && report.coverage.events > 0)
    page.labelled("Coverage", coverage_sentence(report));
  write_faults(page, report);
  if (!report.isolation.empty()) page.labelled("Isolation", printable(report.isolation));
  if (!report.confinement.empty()) page.labelled("Confined", printable(report.confinement));
  page.rows("Not compared", report.not_compared);
  page.rows("Not seen", gap_rows(report.recorder_gaps));
  page.rows("Refused", gap_rows(report.refused_writes));
  page.rows("Undecided", report.inconclusive_reasons);
  page.rows("Accepted", accepted_rows(report));
  if (!report.not_asked_for.empty()) page.labelled("Left out", not_asked_for(report));
  if (report.litter_trials > 0) page.labelled("Left over", printable(litter_sentence(report)));
  page.rows("Note", report.notes);
  if (report.trial_seconds > 0 || report.recording_seconds > 0)
    page.labelled("Time", fmt::format("recorded {:.2f} s, trials {:.1f} s",
                                      report.recording_seconds, report.trial_seconds));
  if (!report.run_directory.empty()) page.labelled("Kept in", shell_quoted(report.run_directory));
}

std::string write(const Report& report, const Palette& palette) {
  TextPage page(palette);
  for (std::size_t i = 0; i < report.findings.size() && !report.replay; ++i)
    write_finding(page, report, report.findings[i],
                  heading_of(report.findings[i], i, report.findings.size()));
  if (report.replay) write_replay(page, *report.replay);
  write_circumstances(page, report);
  page.line();
  const ExitCode exit = exit_code(report);
  page.marked(exit == ExitCode::no_finding ? palette.good : palette.bad,
              fmt::format("{} (exit {})", closing_sentence(report), static_cast<int>(exit)));
  if (const std::string next = next_step(report); !next.empty()) page.line("  " + next);
  return page.take();
}

// Without the empty line between findings.
std::string paragraph(const Report& report, const Finding& finding, const std::string& heading) {
  TextPage page(plain);
  write_finding(page, report, finding, heading);
  std::string lines = page.take();
  lines.pop_back();
  return lines;
}

}  // namespace

std::string finding_text(const Report& report, std::size_t index) {
  const Finding& finding = report.findings[index];
  return paragraph(report, finding, heading_of(finding, index, report.findings.size()));
}

std::string accepted_text(const Report& report, const AcceptedFinding& accepted) {
  return paragraph(report, accepted.finding, cause_of(accepted.finding));
}

std::string plain_text(const Report& report) {
  return write(report, plain);
}

const ReportWriter terminal{"terminal", "for people, with colours",
                            [](const Report& report) { return write(report, colours); }};
const ReportWriter text{"text", "for people, without colours", plain_text};

}  // namespace crashproof::reports
