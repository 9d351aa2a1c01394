// The report for people: what was lost, between which events, how to see it again.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "harness/model/printable.h"
#include "reports/account.h"
#include "reports/gate_wording.h"
#include "reports/proof_text.h"
#include "reports/window_text.h"
#include "reports/wording.h"
#include "reports/writers.h"

namespace crashproof::reports {
namespace {

// Empty strings for plain text.
struct Palette {
  std::string_view heading, bad, good, faint, end;
};
constexpr Palette plain{"", "", "", "", ""};
constexpr Palette colours{"\x1b[1m", "\x1b[1;31m", "\x1b[1;32m", "\x1b[2m", "\x1b[0m"};

constexpr std::size_t differences_shown = 12;
constexpr std::size_t output_lines_shown = 12;
constexpr std::size_t rows_shown = 10;  // of a list of notes or paths
constexpr std::size_t label_width = 12;

constexpr std::array class_labels = {
    std::pair{Difference::Class::lost, "Lost"},
    std::pair{Difference::Class::older, "Older"},
    std::pair{Difference::Class::torn, "Torn"},
    std::pair{Difference::Class::altered, "Altered"},
    std::pair{Difference::Class::duplicated, "Duplicated"},
    std::pair{Difference::Class::extra, "Extra"},
    std::pair{Difference::Class::litter, "Left over"},
};

std::string_view label_of(Difference::Class what) {
  const auto* row = std::find_if(class_labels.begin(), class_labels.end(),
                                 [what](const auto& candidate) { return candidate.first == what; });
  return row == class_labels.end() ? "Different" : row->second;
}

// Appends lines to a text; every argument is already printable.
class Page {
 public:
  explicit Page(const Palette& palette) : palette_(palette) {}

  void line(std::string_view text = "") { text_.append(text).append("\n"); }
  void labelled(std::string_view label, std::string_view text) {
    line(fmt::format("  {}{:<{}}{} {}", palette_.heading, label, label_width, palette_.end, text));
  }
  void continued(std::string_view text) { line(fmt::format("  {:<{}} {}", "", label_width, text)); }
  void quoted(std::string_view text) {
    continued(fmt::format("{}| {}{}", palette_.faint, text, palette_.end));
  }
  void marked(std::string_view colour, std::string_view text) {
    line(fmt::format("{}{}{}", colour, text, palette_.end));
  }
  const Palette& palette() const { return palette_; }
  std::string take() { return std::move(text_); }

 private:
  const Palette& palette_;
  std::string text_;
};

std::string event_text(const WindowEnd& end) {
  std::string text = printable(end.name);
  if (!end.what.empty()) text += "  " + printable(end.what);
  return end.site.empty() ? text : text + "  " + printable(end.site);
}

// "Let A = …, B = …; Then a kill between them …": the window in which a kill fails.
void write_window(Page& page, const Finding& finding) {
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

std::string difference_text(const Difference& difference) {
  std::string text = fmt::format(
      "{}: {}", printable(difference.path),
      counted(difference.count, printable(difference.unit.empty() ? "file" : difference.unit)));
  for (std::size_t i = 0; i < difference.examples.size(); ++i)
    text += (i == 0 ? ", e.g. " : "; ") + printable(difference.examples[i]);
  if (difference.what == Difference::Class::duplicated) {
    if (difference.dedupable)
      text += " (dedupable by the declared key)";
    else if (!difference.dedup_hint.empty())
      text += " (dedupable if declared: --key " + shell_quoted(difference.dedup_hint) + ")";
  }
  return text;
}

void write_differences(Page& page, const std::vector<Difference>& differences) {
  const std::size_t shown = std::min(differences.size(), differences_shown);
  for (std::size_t i = 0; i < shown; ++i)
    page.labelled(label_of(differences[i].what), difference_text(differences[i]));
  if (differences.size() > shown)
    page.continued("and " + counted(differences.size() - shown, "more difference"));
}

void write_output_tail(Page& page, const std::string& output) {
  std::vector<std::string_view> lines;
  for (std::string_view rest = output; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    lines.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const std::size_t first = lines.size() - std::min(lines.size(), output_lines_shown);
  for (std::size_t i = first; i < lines.size(); ++i) page.quoted(printable(lines[i]));
}

// How the resume ended, where it did not end well.
void write_resumes(Page& page, const Evidence& evidence) {
  if (evidence.resumes.empty()) return;
  const RunOutcome& last = evidence.resumes.back();
  const bool ended_well = last.exit.succeeded() || evidence.accepted_exit;
  if (ended_well && last.leftover_processes == 0) return;
  std::string text = fmt::format("{} after {:.1f} s", ending(last.exit), last.exit.seconds);
  if (evidence.resumes.size() > 1)
    text += fmt::format(", the last of {} attempts", evidence.resumes.size());
  if (last.leftover_processes > 0)
    text += ", leaving " + counted(last.leftover_processes, "process");
  page.labelled("Resume", text + (last.output_tail.empty() ? ", no output" : "; it said:"));
  write_output_tail(page, last.output_tail);
}

// A reason that only says what stands above already is left out.
bool is_told(const std::string& reason, const Evidence& evidence) {
  const auto among = [](const std::vector<Difference>& differences, const auto& tells) {
    return std::any_of(differences.begin(), differences.end(), tells);
  };
  const auto as_a_difference = [&](const Difference& told) {
    return reason.starts_with(told.path + ": ");
  };
  const auto as_a_promise = [&](const Difference& told) {
    return reason.starts_with("gone although ") && reason.find(told.path + ": ") != reason.npos;
  };
  return among(evidence.differences, as_a_difference) ||
         among(evidence.broken_promises, as_a_promise);
}

void write_verdicts(Page& page, const std::vector<Verdict>& verdicts, const Evidence& evidence) {
  for (const Verdict& verdict : verdicts) {
    if (verdict.outcome == Outcome::holds) continue;
    page.labelled(verdict.outcome == Outcome::violated ? "Violated" : "Undecided",
                  is_told(verdict.reason, evidence)
                      ? printable(verdict.check)
                      : printable(verdict.check) + ": " + printable(verdict.reason));
  }
}

std::string joined(const std::vector<std::string>& words, std::size_t from) {
  std::string text;
  for (std::size_t i = from; i < words.size(); ++i)
    text += (i == from ? "" : ", ") + printable(words[i]);
  return text;
}

// Of a power cut: which file systems may leave such a state.
void write_models(Page& page, const std::vector<std::string>& models) {
  if (models.empty()) return;
  std::string text = "by " + printable(models.front());
  if (models.size() > 1)
    text += ", the strongest model that shows it; also by " + joined(models, 1);
  page.labelled("Permitted", text);
}

void write_promise(Page& page, const Evidence& evidence) {
  const std::vector<Difference>& broken = evidence.broken_promises;
  if (broken.empty()) return;
  page.labelled("Promised",
                printable(evidence.promise) + " had left before, and the power cut took");
  const std::size_t shown = std::min(broken.size(), differences_shown);
  for (std::size_t i = 0; i < shown; ++i)
    page.continued(fmt::format("{} ({})", difference_text(broken[i]), name_of(broken[i].what)));
  if (broken.size() > shown) page.continued(fmt::format("and {} more", broken.size() - shown));
}

// How the run to which the fault was done took it. What a kill does to it needs no telling.
void write_first_run(Page& page, const std::string& fault, const Evidence& evidence) {
  if (evidence.stopping)
    page.labelled("Stopped",
                  fmt::format("{}{:.1f} s after the first signal",
                              evidence.stopping->outlived_grace ? "not by itself: killed " : "",
                              evidence.stopping->seconds));
  if (!evidence.first_run || fault == "kill") return;
  const RunOutcome& run = *evidence.first_run;
  const bool failed = !run.exit.succeeded() && run.exit.how != RunExit::How::killed;
  std::string text = fmt::format("{} after {:.1f} s", ending(run.exit), run.exit.seconds);
  if (failed) text += run.output_tail.empty() ? ", no output" : "; it said:";
  page.labelled("First run", text);
  if (failed) write_output_tail(page, run.output_tail);
}

void write_redo(Page& page, const Evidence& evidence) {
  if (evidence.redo) page.labelled("Redone", redo_text(*evidence.redo));
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

void write_status(Page& page, const Finding& finding) {
  std::string reason = printable(finding.status_reason);
  for (const StatusReason& usual : status_reasons)
    if (reason.empty() && usual.status == finding.status)
      reason = finding.fault == "kill" ? usual.of_a_kill : usual.of_a_fault;
  page.labelled("Seen", fmt::format("{}: {}", name_of(finding.status), reason));
}

// What was changed to prove the cause, and what came of it.
void write_proofs(Page& page, const std::vector<Proof>& proofs) {
  std::vector<std::string> lines;
  for (const Proof& proof : told_proofs(proofs))
    lines.push_back(printable(proof.what) + ": " + printable(proof.outcome));
  for (const std::string& line : counted_proofs(proofs)) lines.push_back(printable(line));
  for (const std::string& line : lines) page.labelled(&line == &lines.front() ? "Proof" : "", line);
}

void write_fix(Page& page, const Finding& finding) {
  if (finding.fix.empty()) return;
  page.labelled("Fix", printable(finding.fix));
  page.continued("crashproof explain " + printable(finding.diagnosis.code));
}

void write_finding(Page& page, const Report& report, std::size_t index) {
  const Finding& finding = report.findings[index];
  page.line(fmt::format("{}{}{}   {}   {}  ({})", page.palette().bad,
                        heading_of(finding, index, report.findings.size()), page.palette().end,
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
    page.labelled("Smallest input", smallest_input_text(*finding.smallest_input));
  page.labelled("Again", replay_line(report, finding.schedule));
  page.line();
}

void write_rows(Page& page, std::string_view label, const std::vector<std::string>& rows) {
  const std::size_t shown = std::min(rows.size(), rows_shown);
  for (std::size_t i = 0; i < shown; ++i) page.labelled(i == 0 ? label : "", printable(rows[i]));
  if (rows.size() > shown) page.continued(fmt::format("and {} more", rows.size() - shown));
}

std::vector<std::string> gap_rows(const std::vector<Gap>& gaps) {
  std::vector<std::string> rows;
  for (const Gap& gap : gaps)
    rows.push_back(fmt::format("{} ({}x){}{}", gap.what, gap.count,
                               gap.detail.empty() ? "" : ", e.g. ", gap.detail));
  return rows;
}

void write_replay(Page& page, const ReplayOutcome& replay) {
  page.labelled("Schedule", printable(replay.evidence.schedule));
  write_rows(page, "Not reached", replay.evidence.dropped);
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
void write_faults(Page& page, const Report& report) {
  for (const FaultCoverage& fault : report.faults)
    page.labelled(&fault == &report.faults.front() ? "Faults" : "", fault_sentence(fault));
  if (!report.redo) return;
  page.labelled("Redone", redo_sentence(*report.redo));
  if (!report.redo_table.empty())
    page.continued("the numbers of each trial: " + shell_quoted(report.redo_table));
}

void write_circumstances(Page& page, const Report& report) {
  if (!report.replay && report.coverage.events > 0)
    page.labelled("Coverage", coverage_sentence(report));
  write_faults(page, report);
  if (!report.isolation.empty()) page.labelled("Isolation", printable(report.isolation));
  if (!report.confinement.empty()) page.labelled("Confined", printable(report.confinement));
  write_rows(page, "Not compared", report.not_compared);
  write_rows(page, "Not seen", gap_rows(report.recorder_gaps));
  write_rows(page, "Refused", gap_rows(report.refused_writes));
  write_rows(page, "Undecided", report.inconclusive_reasons);
  write_rows(page, "Accepted", accepted_rows(report));
  if (!report.not_asked_for.empty()) page.labelled("Left out", not_asked_for(report));
  if (report.litter_trials > 0) page.labelled("Left over", printable(litter_sentence(report)));
  write_rows(page, "Note", report.notes);
  if (report.trial_seconds > 0 || report.recording_seconds > 0)
    page.labelled("Time", fmt::format("recorded {:.2f} s, trials {:.1f} s",
                                      report.recording_seconds, report.trial_seconds));
  if (!report.run_directory.empty()) page.labelled("Kept in", shell_quoted(report.run_directory));
}

std::string write(const Report& report, const Palette& palette) {
  Page page(palette);
  for (std::size_t i = 0; i < report.findings.size() && !report.replay; ++i)
    write_finding(page, report, i);
  if (report.replay) write_replay(page, *report.replay);
  write_circumstances(page, report);
  page.line();
  const ExitCode exit = exit_code(report);
  page.marked(exit == ExitCode::no_finding ? palette.good : palette.bad,
              fmt::format("{} (exit {})", closing_sentence(report), static_cast<int>(exit)));
  if (const std::string next = next_step(report); !next.empty()) page.line("  " + next);
  return page.take();
}

}  // namespace

std::string finding_text(const Report& report, std::size_t index) {
  Page page(plain);
  write_finding(page, report, index);
  std::string paragraph = page.take();
  paragraph.pop_back();  // the empty line between findings
  return paragraph;
}

std::string plain_text(const Report& report) {
  return write(report, plain);
}

const ReportWriter terminal{"terminal", "for people, with colours",
                            [](const Report& report) { return write(report, colours); }};
const ReportWriter text{"text", "for people, without colours", plain_text};

}  // namespace crashproof::reports
