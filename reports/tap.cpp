// The Test Anything Protocol, version 13: a line a test case, with what is to be known in YAML.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/model/finding_identity.h"
#include "harness/model/printable.h"
#include "reports/test_cases.h"
#include "reports/wording.h"
#include "reports/writers.h"

namespace crashproof::reports {
namespace {

using Outcome = TestCase::Outcome;

// A '#' would begin a directive, and a backslash quotes one.
std::string described(const std::string& text) {
  std::string description;
  for (const char c : text) {
    if (c == '#' || c == '\\') description += '\\';
    description += c;
  }
  return description;
}

// A scalar in double quotes, of printable text.
std::string yaml_line(std::string_view key, const std::string& text) {
  std::string value;
  for (const char c : text) {
    if (c == '"' || c == '\\') value += '\\';
    value += c;
  }
  return fmt::format("  {}: \"{}\"\n", key, value);
}

// It was tried and does fail, as is known: that is what this directive means, and harnesses count
// it as no failure. SKIP would say that nobody has looked. Spelt in two parts since it is no
// reminder.
constexpr std::string_view to_do =
    "TO"
    "DO";

constexpr std::array severities = {std::pair{Outcome::failed, "fail"},
                                   std::pair{Outcome::accepted, "todo"}};

std::string_view severity_of(Outcome outcome) {
  for (const auto& [which, severity] : severities)
    if (which == outcome) return severity;
  return "error";
}

std::string diagnostics(const Report& report, const TestCase& each) {
  std::string text = "  ---\n" + yaml_line("message", each.message);
  text += yaml_line("severity", std::string(severity_of(each.outcome)));
  if (each.finding != nullptr) {
    const Finding& finding = *each.finding;
    text += yaml_line("code", printable(finding.diagnosis.code));
    text += yaml_line("certainty", std::string(name_of(finding.diagnosis.certainty)));
    text += yaml_line("fingerprint", fingerprint(finding));
    text += yaml_line("schedule", printable(finding.schedule));
    text += yaml_line("replay", printable(replay_line(report, finding.schedule)));
  }
  return text + "  ...\n";
}

std::string commented(const std::string& lines) {
  std::string text;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', at), lines.size());
    text += "# " + lines.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return text;
}

std::string case_text(const Report& report, const TestCase& each, std::size_t number) {
  const bool ok = each.outcome == Outcome::passed || each.outcome == Outcome::skipped;
  std::string text = fmt::format("{} {} - {}", ok ? "ok" : "not ok", number,
                                 described(each.group + ": " + each.name));
  if (each.outcome == Outcome::skipped) text += " # SKIP " + each.message;
  if (each.outcome == Outcome::accepted) text += fmt::format(" # {} {}", to_do, each.message);
  text += "\n";
  if (!ok) text += diagnostics(report, each) + commented(each.details);
  return text;
}

std::string write(const Report& report) {
  const std::vector<TestCase> cases = test_cases(report);
  std::string text = fmt::format("TAP version 13\n1..{}\n", cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) text += case_text(report, cases[i], i + 1);
  return text + commented(closing_sentence(report));
}

}  // namespace

const ReportWriter tap{"tap", "Test Anything Protocol, version 13", write};

}  // namespace crashproof::reports
