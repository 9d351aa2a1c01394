// A comment for a pull request, or the summary of a step: a table of findings, each with its
// account folded away.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/model/printable.h"
#include "reports/account.h"
#include "reports/consequence.h"
#include "reports/gate_wording.h"
#include "reports/headline.h"
#include "reports/source_place.h"
#include "reports/wording.h"
#include "reports/writers.h"
#include "reports/xml.h"

namespace crashproof::reports {
namespace {

// The longest run of backticks in a text.
std::size_t longest_run(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

std::string code_span(const std::string& bytes) {
  const std::string text = printable(bytes);
  const std::string fence(longest_run(text) + 1, '`');
  const std::string pad = text.empty() || text.front() == '`' || text.back() == '`' ? " " : "";
  return fence + pad + text + pad + fence;
}

// In a table a bar ends the cell, in a code span too; only there the backslash before it is not
// shown.
std::string cell_span(const std::string& bytes) {
  std::string span;
  for (const char c : code_span(bytes)) span += c == '|' ? "\\|" : std::string(1, c);
  return span;
}

// Text as it is: no mark-up, and nobody who is called @name is told.
std::string prose(const std::string& bytes) {
  constexpr std::string_view marks = "\\`*_{}[]<>|~$&";
  std::string text;
  for (const char c : printable(bytes)) {
    if (marks.find(c) != std::string_view::npos) text += '\\';
    text += c;
    if (c == '@' || c == '#') text += "<!-- -->";
  }
  return text;
}

// The same inside of an HTML element, where no Markdown is read.
std::string html(const std::string& bytes) {
  std::string text;
  for (const char c : xml_text(printable(bytes))) {
    text += c;
    if (c == '@' || c == '#') text += "<!-- -->";
  }
  return text;
}

// Longer than any fence in it.
std::string block(std::string_view language, const std::string& lines) {
  const std::string fence(std::max<std::size_t>(3, longest_run(lines) + 1), '`');
  return fmt::format("{}{}\n{}{}{}\n", fence, language, lines, lines.ends_with('\n') ? "" : "\n",
                     fence);
}

std::string row(const Report& report, const Finding& finding) {
  const std::optional<SourcePlace> place = place_of(report, finding);
  return fmt::format("| {} | {} | {} | {} | {} |\n", prose(cause_of(finding)),
                     prose(consequences(finding)),
                     place ? cell_span(fmt::format("{}:{}", place->path, place->line)) : "",
                     extent_of(finding), standing_of(finding));
}

std::string details(const Report& report, std::size_t number) {
  const Finding& finding = report.findings[number];
  std::string text =
      fmt::format("<details>\n<summary>{}</summary>\n\n", html(headline_of(finding)));
  if (!finding.diagnosis.therefore.empty()) text += prose(finding.diagnosis.therefore) + "\n\n";
  if (!finding.fix.empty())
    text += fmt::format("**Fix:** {} ({})\n\n", prose(finding.fix),
                        code_span("crashproof explain " + finding.diagnosis.code));
  text += "See it again:\n\n" + block("sh", replay_line(report, finding.schedule)) + "\n";
  return text + block("text", finding_text(report, number)) + "\n</details>\n\n";
}

std::string findings(const Report& report) {
  if (report.findings.empty()) return "";
  std::string text = "| Cause | Consequence | Where | Extent | Sure |\n|---|---|---|---|---|\n";
  for (const Finding& finding : report.findings) text += row(report, finding);
  text += "\n";
  for (std::size_t i = 0; i < report.findings.size(); ++i) text += details(report, i);
  return text;
}

constexpr std::array exit_marks = {std::pair{ExitCode::no_finding, "✅"},
                                   std::pair{ExitCode::findings, "❌"}};

std::string_view mark_of(ExitCode exit) {
  for (const auto& [code, mark] : exit_marks)
    if (code == exit) return mark;
  return "⚠️";
}

void add_list(std::string& text, std::string_view title, const std::vector<std::string>& rows) {
  constexpr std::size_t most_shown = 10;
  if (rows.empty()) return;
  text += fmt::format("\n{}:\n\n", title);
  const std::size_t shown = std::min(rows.size(), most_shown);
  for (std::size_t i = 0; i < shown; ++i) text += "- " + prose(rows[i]) + "\n";
  if (rows.size() > shown) text += fmt::format("- and {} more\n", rows.size() - shown);
}

// What was tested, and what was not: a report without it would promise too much.
std::string circumstances(const Report& report) {
  std::string text;
  if (!report.subject.command.empty())
    text += fmt::format("Job: {}\n", code_span(shell_quoted(report.subject.command)));
  if (!report.replay && report.coverage.events > 0)
    text += fmt::format("\nCoverage: {}.\n", prose(coverage_sentence(report)));
  std::vector<std::string> faults;
  for (const FaultCoverage& fault : report.faults) faults.push_back(fault_sentence(fault));
  add_list(text, "Faults", faults);
  add_list(text, "Accepted", accepted_rows(report));
  if (!report.not_asked_for.empty()) add_list(text, "Left out", {not_asked_for(report)});
  add_list(text, "Not compared", report.not_compared);
  add_list(text, "Undecided", report.inconclusive_reasons);
  add_list(text, "Notes", report.notes);
  return text;
}

std::string write(const Report& report) {
  const ExitCode exit = exit_code(report);
  std::string text = fmt::format("### {} Crashproof: {} (exit {})\n\n", mark_of(exit),
                                 prose(closing_sentence(report)), static_cast<int>(exit));
  if (!report.baseline_advice.empty()) text += prose(report.baseline_advice) + "\n\n";
  text += findings(report);
  if (report.replay) text += block("text", plain_text(report)) + "\n";
  return text + circumstances(report);
}

}  // namespace

const ReportWriter markdown{"markdown", "Markdown, for pull requests and step summaries", write};

}  // namespace crashproof::reports
