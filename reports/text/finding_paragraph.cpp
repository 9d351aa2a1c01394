// "Let A = …, B = …; Then a kill between them …", and what bears it out.
#include "reports/text/finding_paragraph.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/printable.h"
#include "reports/consequence.h"
#include "reports/proof_text.h"
#include "reports/text/evidence_lines.h"
#include "reports/window_text.h"
#include "reports/wording.h"

namespace crashproof::reports {
namespace {

std::string event_text(const WindowEnd& end) {
  std::string text = printable(end.name);
  if (!end.what.empty()) text += "  " + printable(end.what);
  return end.site.empty() ? text : text + "  " + printable(end.site);
}

// "Let A = …, B = …; Then a kill between them …": the window in which a kill fails.
void write_window(TextPage& page, const Finding& finding) {
  const std::optional<WindowText> window = window_text(finding);
  if (!window) {
    page.labelled("Let", printable(finding.schedule) + ", then reruns");
    if (!finding.opener_site.empty()) page.labelled("Where", printable(finding.opener_site));
    page.labelled("Then", std::string(therefore(finding.checks)));
    return;
  }
  if (window->a) page.labelled("Let", "A = " + event_text(*window->a));
  if (window->b) page.labelled(window->a ? "" : "Let", "B = " + event_text(*window->b));
  page.labelled("Then", window->then);
}

bool is_about_redo(const Finding& finding) {
  return std::any_of(finding.checks.begin(), finding.checks.end(),
                     [](const std::string& check) { return check.starts_with("redo-"); });
}

// Where a finding gives no reason of its own: of a kill, and of another fault.
struct StatusReason {
  Finding::Status status;
  std::string_view of_a_kill, of_a_fault;
};
constexpr std::array status_reasons = {
    StatusReason{Finding::Status::confirmed, "a live kill at the same place fails alike",
                 "a live run fails alike"},
    StatusReason{Finding::Status::unconfirmed, "no live kill has shown it",
                 "no live run has shown it"},
    StatusReason{Finding::Status::replayed, "seen in a state built from the trace",
                 "seen in a state built from the trace"},
};

void write_status(TextPage& page, const Finding& finding) {
  std::string reason = printable(finding.status_reason);
  for (const StatusReason& usual : status_reasons)
    if (reason.empty() && usual.status == finding.status)
      reason = finding.fault == "kill" ? usual.of_a_kill : usual.of_a_fault;
  page.labelled("Seen", fmt::format("{}: {}", name_of(finding.status), reason));
}

// What was changed to prove the cause, and what came of it.
void write_proofs(TextPage& page, const std::vector<Proof>& proofs) {
  std::vector<std::string> lines;
  for (const Proof& proof : told_proofs(proofs))
    lines.push_back(printable(proof.what) + ": " + printable(proof.outcome));
  for (const std::string& line : counted_proofs(proofs)) lines.push_back(printable(line));
  for (const std::string& line : lines) page.labelled(&line == &lines.front() ? "Proof" : "", line);
}

void write_fix(TextPage& page, const Finding& finding) {
  if (finding.fix.empty()) return;
  page.labelled("Fix", printable(finding.fix));
  page.continued("crashproof explain " + printable(finding.diagnosis.code));
}

}  // namespace

void write_finding(TextPage& page, const Report& report, const Finding& finding,
                   std::string_view heading) {
  page.line(fmt::format("{}{}{}   {}   {}  ({})", page.palette().bad, heading, page.palette().end,
                        consequences(finding), extent_of(finding), standing_of(finding)));
  write_window(page, finding);
  if (!finding.diagnosis.therefore.empty())
    page.labelled("Because", printable(finding.diagnosis.therefore));
  write_proofs(page, finding.diagnosis.proofs);
  const bool is_told = finding.fault == "kill" || finding.schedule.starts_with(finding.fault + "@");
  if (!is_told) page.labelled("Fault", printable(finding.fault));
  write_models(page, finding.models);
  write_differences(page, finding.example.differences);
  write_promise(page, finding.example);
  write_verdicts(page, finding.verdicts, finding.example);
  if (!finding.other_checks.empty())
    page.labelled("Elsewhere",
                  "other trials of this finding violate " + listed(finding.other_checks));
  write_first_run(page, finding.fault, finding.example);
  if (is_about_redo(finding)) write_redo(page, finding.example);
  write_resumes(page, finding.example);
  write_status(page, finding);
  write_fix(page, finding);
  if (finding.smallest_input)
    page.labelled("Least input", smallest_input_text(*finding.smallest_input));
  page.labelled("Again", replay_line(report, finding.schedule));
  page.line();
}

}  // namespace crashproof::reports
