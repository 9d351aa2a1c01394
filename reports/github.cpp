// Annotations for GitHub Actions: workflow commands, one a finding, beside the line where its first
// event is made. What a step's summary shows is the Markdown format.
#include <fmt/format.h>

#include <array>
#include <utility>

#include "harness/model/printable.h"
#include "reports/gate_wording.h"
#include "reports/headline.h"
#include "reports/source_place.h"
#include "reports/wording.h"
#include "reports/writers.h"

namespace crashproof::reports {
namespace {

using Escape = std::pair<char, std::string_view>;

constexpr std::array<Escape, 3> in_messages{{{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}}};
constexpr std::array<Escape, 5> in_properties{
    {{'%', "%25"}, {'\r', "%0D"}, {'\n', "%0A"}, {':', "%3A"}, {',', "%2C"}}};

template <typename Table>
std::string escaped(const std::string& text, const Table& table) {
  std::string result;
  for (const char c : text) {
    std::string_view put(&c, 1);
    for (const auto& [from, to] : table)
      if (from == c) put = to;
    result += put;
  }
  return result;
}

// `place` may be absent: the annotation is then about the whole run.
std::string annotation(std::string_view level, const std::optional<SourcePlace>& place,
                       const std::string& title, const std::string& message) {
  std::string text = fmt::format("::{} ", level);
  if (place)
    text += fmt::format("file={},line={},", escaped(printable(place->path), in_properties),
                        place->line);
  return text + fmt::format("title={}::{}\n", escaped(title, in_properties),
                            escaped(message, in_messages));
}

std::string message_on(const Report& report, const Finding& finding) {
  std::string text = headline_of(finding) + ".";
  if (!finding.diagnosis.therefore.empty())
    text += "\nBecause: " + printable(finding.diagnosis.therefore);
  if (!finding.fix.empty()) text += "\nFix: " + printable(finding.fix);
  return text + "\nAgain: " + replay_line(report, finding.schedule);
}

std::string title_of(const Finding& finding) {
  return fmt::format("{} ({})", cause_of(finding), standing_of(finding));
}

constexpr std::array levels = {std::pair{ExitCode::no_finding, "notice"},
                               std::pair{ExitCode::findings, "notice"},
                               std::pair{ExitCode::undecided, "warning"}};

// Findings have said by themselves that something is wrong.
std::string_view level_of(const Report& report) {
  const ExitCode exit = exit_code(report);
  for (const auto& [code, level] : levels)
    if (code == exit && !(report.replay && exit == ExitCode::findings)) return level;
  return "error";
}

std::string write(const Report& report) {
  std::string text;
  for (const Finding& finding : report.findings)
    text += annotation("error", place_of(report, finding), title_of(finding),
                       message_on(report, finding));
  std::string message = closing_sentence(report);
  if (!report.baseline_advice.empty()) message += "\n" + printable(report.baseline_advice);
  if (report.coverage.events > 0 && !report.replay) message += "\n" + coverage_sentence(report);
  for (const std::string& row : accepted_rows(report)) message += "\nAccepted: " + printable(row);
  if (!report.not_asked_for.empty()) message += "\nLeft out: " + not_asked_for(report);
  return text + annotation(level_of(report), std::nullopt, "crashproof", message);
}

}  // namespace

const ReportWriter github{"github", "annotations for GitHub Actions", write};

}  // namespace crashproof::reports
