// Lists of terms over the Report's own sentences.
#include "reports/html/circumstances.h"

#include <fmt/format.h>

#include <vector>

#include "harness/model/printable.h"
#include "reports/gate_wording.h"
#include "reports/html/markup.h"
#include "reports/wording.h"

namespace crashproof::reports {
namespace {

using Rows = std::vector<std::string>;

std::string term(std::string_view name, const Rows& rows) {
  if (rows.empty()) return "";
  std::string markup = fmt::format("<dt>{}</dt>", name);
  for (const std::string& row : rows) markup += "<dd>" + row + "</dd>";
  return markup + "\n";
}

Rows one(const std::string& text) {
  return text.empty() ? Rows{} : Rows{escaped(text)};
}

Rows all(const std::vector<std::string>& texts) {
  Rows rows;
  for (const std::string& text : texts) rows.push_back(escaped(text));
  return rows;
}

Rows gap_rows(const std::vector<Gap>& gaps) {
  Rows rows;
  for (const Gap& gap : gaps)
    rows.push_back(fmt::format("{} ({}×){}{}", escaped(gap.what), gap.count,
                               gap.detail.empty() ? "" : ", e.g. ", escaped(gap.detail)));
  return rows;
}

Rows fault_rows(const Report& report) {
  Rows rows;
  for (const FaultCoverage& fault : report.faults) rows.push_back(escaped(fault_sentence(fault)));
  return rows;
}

std::string command(const std::vector<std::string>& words) {
  return words.empty() ? "" : "<code>" + escaped(shell_quoted(words)) + "</code>";
}

}  // namespace

std::string how_it_was_tested(const Report& report) {
  const Subject& subject = report.subject;
  std::string markup = "<dl>\n";
  if (!subject.command.empty()) markup += term("Command", {command(subject.command)});
  if (!subject.resume.empty()) markup += term("Resumed by", {command(subject.resume)});
  markup += term("Workspace", one(subject.workspace));
  if (!report.replay && report.coverage.events > 0)
    markup += term("Coverage", one(coverage_sentence(report)));
  markup += term("Faults", fault_rows(report));
  if (report.redo) markup += term("Redone", one(redo_sentence(*report.redo)));
  markup += term("Accepted", all(accepted_rows(report)));
  markup += term("Left out", one(not_asked_for(report)));
  markup += term("Isolation", one(report.isolation));
  markup += term("Confined", one(report.confinement));
  markup += term("Time", one(fmt::format("recorded {:.2f} s, trials {:.1f} s",
                                         report.recording_seconds, report.trial_seconds)));
  markup += term("Recording", one(report.trace_fingerprint));
  return markup + "</dl>\n";
}

std::string what_was_not_seen(const Report& report) {
  std::string markup = "<dl>\n";
  markup += term("Not compared", all(report.not_compared));
  markup += term("Not followed", gap_rows(report.recorder_gaps));
  markup += term("Refused", gap_rows(report.refused_writes));
  markup += term("Undecided", all(report.inconclusive_reasons));
  if (report.litter_trials > 0) markup += term("Left over", one(litter_sentence(report)));
  markup += term("Notes", all(report.notes));
  markup +=
      term("Never seen",
           {"Other interleavings of a parallel job than the recorded one.",
            "What left through sockets: it is counted, neither put back nor compared.",
            "The order of stores through a shared mapping between two other events.",
            "Power loss beyond the models that were tried, and disks that lie about flushes."});
  return markup + "</dl>\n";
}

}  // namespace crashproof::reports
