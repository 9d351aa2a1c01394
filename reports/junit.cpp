// JUnit XML, in the form that Jenkins, GitLab and the actions for GitHub read: one suite, one case
// a finding.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/model/printable.h"
#include "reports/account.h"
#include "reports/test_cases.h"
#include "reports/wording.h"
#include "reports/writers.h"
#include "reports/xml.h"

namespace crashproof::reports {
namespace {

using Outcome = TestCase::Outcome;

std::string attribute(std::string_view name, std::string_view value) {
  return fmt::format(" {}=\"{}\"", name, xml_text(value));
}

std::size_t count_of(const std::vector<TestCase>& cases, Outcome outcome) {
  return static_cast<std::size_t>(std::ranges::count(cases, outcome, &TestCase::outcome));
}

std::string totals(const std::vector<TestCase>& cases) {
  return fmt::format(" tests=\"{}\" failures=\"{}\" errors=\"{}\"", cases.size(),
                     count_of(cases, Outcome::failed), count_of(cases, Outcome::error));
}

std::string property(std::string_view name, std::string_view value) {
  return fmt::format("      <property{}{}/>\n", attribute("name", name), attribute("value", value));
}

std::string properties(const Report& report) {
  std::string text = "    <properties>\n";
  text += property("command", shell_quoted(report.subject.command));
  text += property("exit", fmt::format("{}", static_cast<int>(exit_code(report))));
  text += property("result", closing_sentence(report));
  if (report.coverage.events > 0) text += property("coverage", coverage_sentence(report));
  using Property = std::pair<std::string_view, const std::string*>;
  const std::array<Property, 4> optional_ones{{{"version", &report.version},
                                               {"isolation", &report.isolation},
                                               {"trace", &report.trace_fingerprint},
                                               {"run-directory", &report.run_directory}}};
  for (const auto& [name, value] : optional_ones)
    if (!value->empty()) text += property(name, *value);
  return text + "    </properties>\n";
}

std::string_view element_of(Outcome outcome) {
  constexpr std::array<std::string_view, 5> elements = {"", "failure", "error", "skipped",
                                                        "skipped"};
  return elements.at(static_cast<std::size_t>(outcome));
}

std::string type_of(const TestCase& each) {
  return std::string(each.finding == nullptr ? element_of(each.outcome) : code_of(*each.finding));
}

bool is_skipped(const TestCase& each) {
  return each.outcome == Outcome::skipped || each.outcome == Outcome::accepted;
}

std::string body_of(const TestCase& each) {
  const std::string_view element = element_of(each.outcome);
  const std::string type = is_skipped(each) ? "" : attribute("type", type_of(each));
  return fmt::format("<{}{}{}>{}</{}>", element, type, attribute("message", each.message),
                     xml_text(each.details), element);
}

std::string case_text(const TestCase& each) {
  const std::string opening =
      "    <testcase" + attribute("classname", each.group) + attribute("name", each.name);
  if (each.outcome == Outcome::passed) return opening + "/>\n";
  return opening + ">\n      " + body_of(each) + "\n    </testcase>\n";
}

std::string write(const Report& report) {
  const std::vector<TestCase> cases = test_cases(report);
  const std::string seconds =
      fmt::format(" time=\"{:.3f}\"", report.recording_seconds + report.trial_seconds);
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  text += "<testsuites name=\"crashproof\"" + totals(cases) + seconds + ">\n";
  text += "  <testsuite name=\"crashproof\"" + totals(cases) +
          fmt::format(" skipped=\"{}\"", std::ranges::count_if(cases, is_skipped)) + seconds +
          ">\n";
  text += properties(report);
  for (const TestCase& each : cases) text += case_text(each);
  text += "    <system-out>" + xml_text(plain_text(report)) + "</system-out>\n";
  return text + "  </testsuite>\n</testsuites>\n";
}

}  // namespace

const ReportWriter junit{"junit", "JUnit XML, for Jenkins, GitLab and GitHub", write};

}  // namespace crashproof::reports
