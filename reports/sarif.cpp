// SARIF 2.1.0: one result a finding, with the way from its first event over the fault to the second
// one, a rule for each failure mode, and fingerprints by which runs are compared.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/model/finding_identity.h"
#include "harness/model/printable.h"
#include "reports/gate_wording.h"
#include "reports/headline.h"
#include "reports/source_place.h"
#include "reports/wording.h"
#include "reports/writers.h"

namespace crashproof::reports {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr std::string_view unclassified = "unclassified";

// A relative reference of RFC 3986; every byte of a file name can be spelt.
std::string uri_of(const std::string& path) {
  constexpr std::string_view plain = "-._~/";
  std::string uri;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool stays = byte < 0x80 && (std::isalnum(byte) != 0 || plain.find(c) != plain.npos);
    uri += stays ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return uri;
}

Json list_of(Json element) {
  Json list = Json::array();
  list.push_back(std::move(element));
  return list;
}

Json message(const std::string& text) {
  return {{"text", valid_utf8(text)}};
}

Json physical(const SourcePlace& place) {
  return {{"artifactLocation", {{"uri", uri_of(place.path)}, {"uriBaseId", "%SRCROOT%"}}},
          {"region", {{"startLine", place.line}}}};
}

// Readers refuse a result without a file, so something must stand for what is not known: a file
// that the finding is about, or the root of the sources.
SourcePlace some_place(const Report& report, const Finding& finding) {
  if (const auto place = place_of(report, finding)) return *place;
  std::vector<std::string> names = finding.diagnosis.blamed;
  for (const Difference& difference : finding.example.differences) names.push_back(difference.path);
  for (const std::string& name : names) {
    const auto path = report.source_files.paths.find(name);
    if (path != report.source_files.paths.end()) return {path->second, 1};
  }
  return {".", 1};
}

Json location(const SourcePlace& place, const CallSite& site) {
  Json json = {{"physicalLocation", physical(place)}};
  if (!site.place.function.empty())
    json["logicalLocations"] = Json::array(
        {{{"fullyQualifiedName", printable(site.place.function)}, {"kind", "function"}}});
  return json;
}

// The two events of a finding, as far as their places are files of the sources.
struct Step {
  std::string_view name;  // "A"
  const CallSite& site;
  const std::string& event;
};

std::vector<std::pair<Step, SourcePlace>> steps_of(const Report& report, const Finding& finding) {
  std::vector<std::pair<Step, SourcePlace>> steps;
  for (const Step& step : {Step{"A", finding.opener_place, finding.opened_by},
                           Step{"B", finding.closer_place, finding.closed_by}})
    if (const auto place = place_of(report, step.site)) steps.emplace_back(step, *place);
  return steps;
}

std::string text_of(const Finding& finding, const Step& step) {
  const std::string text =
      fmt::format("{}: {}", step.name, step.event.empty() ? "event" : printable(step.event));
  return finding.events_of.empty() ? text : text + " of " + printable(finding.events_of);
}

Json flow_location(const Report& report, const Finding& finding, std::size_t step, int order) {
  const auto steps = steps_of(report, finding);
  Json where = location(steps[step].second, steps[step].first.site);
  where["message"] = message(text_of(finding, steps[step].first));
  return {{"location", std::move(where)}, {"importance", "essential"}, {"executionOrder", order}};
}

// A, then the fault at the same place, then what has not happened.
Json code_flows(const Report& report, const Finding& finding) {
  const auto steps = steps_of(report, finding);
  if (steps.empty()) return Json::array();
  Json locations = list_of(flow_location(report, finding, 0, 1));
  Json fault = flow_location(report, finding, 0, 2);
  fault["location"]["message"] =
      message(fmt::format("{}: {}", fault_phrase(finding.fault), printable(finding.schedule)));
  locations.push_back(std::move(fault));
  if (steps.size() > 1) locations.push_back(flow_location(report, finding, 1, 3));
  Json thread_flow;
  thread_flow["locations"] = std::move(locations);
  Json flow;
  flow["threadFlows"] = list_of(std::move(thread_flow));
  return list_of(std::move(flow));
}

Json related(const Report& report, const Finding& finding) {
  Json list = Json::array();
  for (const auto& [step, place] : steps_of(report, finding)) {
    Json where = {{"id", list.size() + 1}};
    where.update(location(place, step.site));
    where["message"] = message(text_of(finding, step));
    list.push_back(std::move(where));
  }
  return list;
}

Json texts(const std::vector<std::string>& rows) {
  Json list = Json::array();
  for (const std::string& row : rows) list.push_back(printable(row));
  return list;
}

Json properties_of(const Report& report, const Finding& finding) {
  return {{"certainty", name_of(finding.diagnosis.certainty)},
          {"status", name_of(finding.status)},
          {"fault", printable(finding.fault)},
          {"schedule", printable(finding.schedule)},
          {"replay", printable(replay_line(report, finding.schedule))},
          {"checks", texts(finding.checks)},
          {"files", texts(finding.diagnosis.blamed)},
          {"windows", finding.windows}};
}

std::string rule_of(const Finding& finding) {
  const std::string& code = finding.diagnosis.code;
  return code.empty() ? std::string(unclassified) : printable(code);
}

std::string message_on(const Report& report, const Finding& finding) {
  std::string text = headline_of(finding) + ".";
  if (!finding.diagnosis.therefore.empty()) text += " " + printable(finding.diagnosis.therefore);
  if (!finding.fix.empty()) text += "\nFix: " + printable(finding.fix);
  return text + "\nSee it again: " + replay_line(report, finding.schedule);
}

// "order inversion" -> "OrderInversion"
std::string pascal(std::string_view name) {
  std::string result;
  bool begins = true;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && std::isalnum(byte) != 0)
      result += begins ? static_cast<char>(std::toupper(byte)) : c;
    begins = std::isalnum(byte) == 0;
  }
  return result;
}

Json rule_from(const Explanation& page) {
  return {{"id", printable(page.code)},
          {"name", pascal(page.name)},
          {"shortDescription", message(printable(page.name))},
          {"fullDescription", message(printable(page.summary))},
          {"help", {{"text", printable(page.fix)}, {"markdown", valid_utf8(page.page)}}},
          {"defaultConfiguration", {{"level", "error"}}},
          {"properties", {{"tags", list_of("crash-safety")}}}};
}

// A rule of which there is no page.
Json rule_from(const std::string& id, const Finding& finding) {
  const std::string what = finding.mode.empty() ? "a job that does not survive a crash, for a "
                                                  "reason that no failure mode names"
                                                : printable(finding.mode);
  return {{"id", id},
          {"shortDescription", message(what)},
          {"defaultConfiguration", {{"level", "error"}}},
          {"properties", {{"tags", list_of("crash-safety")}}}};
}

void add_rule(Json& rules, const Report& report, const Finding& finding) {
  const std::string id = rule_of(finding);
  const auto is_it = [&id](const Json& rule) { return rule["id"] == id; };
  if (std::any_of(rules.begin(), rules.end(), is_it)) return;
  const auto page =
      std::ranges::find(report.explanations, finding.diagnosis.code, &Explanation::code);
  rules.push_back(page == report.explanations.end() ? rule_from(id, finding) : rule_from(*page));
}

Json rules_of(const Report& report) {
  Json rules = Json::array();
  for (const Finding& finding : report.findings) add_rule(rules, report, finding);
  for (const AcceptedFinding& accepted : report.accepted) add_rule(rules, report, accepted.finding);
  return rules;
}

Json result_of(const Report& report, const Finding& finding, const Json& rules) {
  const std::string rule = rule_of(finding);
  const auto at = std::find_if(rules.begin(), rules.end(),
                               [&rule](const Json& row) { return row["id"] == rule; });
  Json where = location(some_place(report, finding), finding.opener_place);
  Json result = {{"ruleId", rule},
                 {"ruleIndex", at - rules.begin()},
                 {"kind", "fail"},
                 {"level", "error"},
                 {"message", message(message_on(report, finding))},
                 {"locations", list_of(std::move(where))}};
  if (Json list = related(report, finding); !list.empty()) result["relatedLocations"] = list;
  if (Json flows = code_flows(report, finding); !flows.empty()) result["codeFlows"] = flows;
  result["partialFingerprints"] = {{"crashproofFinding/v1", fingerprint(finding)},
                                   {"crashproofCause/v1", cause_fingerprint(finding)}};
  result["occurrenceCount"] =
      std::min<std::uint64_t>(std::max<std::uint64_t>(finding.points, 1), INT32_MAX);
  result["properties"] = properties_of(report, finding);
  return result;
}

// Told, and no reason for anybody to act.
Json accepted_result(const Report& report, const AcceptedFinding& accepted, const Json& rules) {
  Json result = result_of(report, accepted.finding, rules);
  result["suppressions"] = list_of(Json{
      {"kind", "external"}, {"status", "accepted"}, {"justification", acceptance_of(accepted)}});
  return result;
}

Json notification(std::string_view level, const std::string& text) {
  return {{"level", level}, {"message", message(text)}};
}

Json notifications(const Report& report, bool complete) {
  Json list = Json::array();
  list.push_back(notification(complete ? "note" : "error", closing_sentence(report)));
  if (report.coverage.events > 0) list.push_back(notification("note", coverage_sentence(report)));
  for (const FaultCoverage& fault : report.faults)
    list.push_back(notification("note", fault_sentence(fault)));
  for (const std::string& reason : report.inconclusive_reasons)
    list.push_back(notification("warning", printable(reason)));
  for (const std::string& row : report.not_compared)
    list.push_back(notification("note", "not compared: " + printable(row)));
  for (const std::string& row : report.notes) list.push_back(notification("note", printable(row)));
  return list;
}

// What came to no result must not look like a run without results.
Json invocation(const Report& report) {
  const ExitCode exit = exit_code(report);
  const bool complete = exit == ExitCode::no_finding || exit == ExitCode::findings;
  return {{"executionSuccessful", complete},
          {"exitCode", static_cast<int>(exit)},
          {"exitCodeDescription", valid_utf8(closing_sentence(report))},
          {"toolExecutionNotifications", notifications(report, complete)},
          {"properties", {{"job", printable(shell_quoted(report.subject.command))}}}};
}

std::string write(const Report& report) {
  Json rules = rules_of(report);
  Json results = Json::array();
  for (const Finding& finding : report.findings)
    results.push_back(result_of(report, finding, rules));
  for (const AcceptedFinding& accepted : report.accepted)
    results.push_back(accepted_result(report, accepted, rules));
  Json driver = {{"name", "crashproof"}};
  if (!report.version.empty()) driver["version"] = printable(report.version);
  driver["rules"] = std::move(rules);
  Json run;
  run["tool"]["driver"] = std::move(driver);
  run["invocations"] = list_of(invocation(report));
  run["results"] = std::move(results);
  const Json log = {{"$schema", schema}, {"version", "2.1.0"}, {"runs", list_of(std::move(run))}};
  return log.dump(1, ' ', true) + "\n";
}

}  // namespace

const ReportWriter sarif{"sarif", "SARIF 2.1.0, for code scanning", write};

}  // namespace crashproof::reports
