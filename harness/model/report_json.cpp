// The Report field by field; what belongs to a finding is in finding_json.cpp.
#include "harness/model/report_json.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "harness/model/evidence_json.h"
#include "harness/model/finding_json.h"
#include "harness/model/json_values.h"
#include "harness/model/subject_json.h"

namespace crashproof {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 3> stages = {"recorded", "tried", "judged"};

// The document travels, and an environment may hold secrets.
Json subject_json(Subject subject) {
  subject.environment.clear();
  return parsed_json(to_json(subject), "subject");
}

Json coverage_json(const Coverage& coverage) {
  return {{"events", coverage.events},
          {"points", coverage.points},
          {"gaps", coverage.gaps},
          {"states", coverage.states},
          {"tried", coverage.tried},
          {"random_tried", coverage.random_tried},
          {"inconclusive", coverage.inconclusive},
          {"violations", coverage.violations},
          {"reused", coverage.reused}};
}

Coverage coverage_of(const Json& json) {
  Coverage coverage;
  coverage.events = count_of(json.at("events"));
  coverage.points = count_of(json.at("points"));
  coverage.gaps = count_of(json.at("gaps"));
  coverage.states = count_of(json.at("states"));
  coverage.tried = count_of(json.at("tried"));
  coverage.random_tried = count_of(json.at("random_tried"));
  coverage.inconclusive = count_of(json.at("inconclusive"));
  coverage.violations = count_of(json.at("violations"));
  coverage.reused = count_of(json.at("reused"));
  return coverage;
}

Json fault_json(const FaultCoverage& fault) {
  return {{"fault", text_json(fault.fault)},
          {"planned", fault.planned},
          {"tried", fault.tried},
          {"inconclusive", fault.inconclusive},
          {"not_happened", fault.not_happened},
          {"violations", fault.violations},
          {"left_out", text_json(fault.left_out)},
          {"untested", fault.untested}};
}

FaultCoverage fault_of(const Json& json) {
  return {text_of(json.at("fault")),         count_of(json.at("planned")),
          count_of(json.at("tried")),        count_of(json.at("inconclusive")),
          count_of(json.at("not_happened")), count_of(json.at("violations")),
          text_of(json.at("left_out")),      json.at("untested").get<bool>()};
}

Json redo_json(const std::optional<RedoSummary>& redo) {
  if (!redo) return nullptr;
  return {{"trials", redo->trials},
          {"max_items", redo->max_items},
          {"median_items", redo->median_items},
          {"max_events", redo->max_events},
          {"median_events", redo->median_events},
          {"in_items", redo->in_items},
          {"worst_schedule", text_json(redo->worst_schedule)},
          {"bound", redo->bound ? Json(*redo->bound) : Json(nullptr)}};
}

std::optional<RedoSummary> redo_of(const Json& json) {
  if (json.is_null()) return std::nullopt;
  RedoSummary redo{count_of(json.at("trials")),        count_of(json.at("max_items")),
                   count_of(json.at("median_items")),  count_of(json.at("max_events")),
                   count_of(json.at("median_events")), json.at("in_items").get<bool>(),
                   text_of(json.at("worst_schedule")), std::nullopt};
  if (!json.at("bound").is_null()) redo.bound = count_of(json.at("bound"));
  return redo;
}

Json replay_json(const std::optional<ReplayOutcome>& replay) {
  if (!replay) return nullptr;
  return {{"reached", replay->reached},
          {"trace_drifted", replay->trace_drifted},
          {"only_looked_at", replay->only_looked_at},
          {"evidence", parsed_json(to_json(replay->evidence), "trial")},
          {"verdicts", verdicts_json(replay->verdicts)}};
}

std::optional<ReplayOutcome> replay_of(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return ReplayOutcome{json.at("reached").get<bool>(), json.at("trace_drifted").get<bool>(),
                       json.at("only_looked_at").get<bool>(),
                       evidence_from_json(json.at("evidence").dump()),
                       verdicts_of(json.at("verdicts"))};
}

Json gap_json(const Gap& gap) {
  return {{"what", text_json(gap.what)}, {"detail", text_json(gap.detail)}, {"count", gap.count}};
}

Gap gap_of(const Json& json) {
  return {text_of(json.at("what")), text_of(json.at("detail")), count_of(json.at("count"))};
}

Json explanation_json(const Explanation& explanation) {
  return {{"code", text_json(explanation.code)},
          {"name", text_json(explanation.name)},
          {"summary", text_json(explanation.summary)},
          {"fix", text_json(explanation.fix)},
          {"page", text_json(explanation.page)}};
}

Explanation explanation_of(const Json& json) {
  return {text_of(json.at("code")), text_of(json.at("name")), text_of(json.at("summary")),
          text_of(json.at("fix")), text_of(json.at("page"))};
}

// Paths may be any bytes, and keys of an object may not, so it is a list of pairs.
Json source_files_json(const SourceFiles& files) {
  Json paths = Json::array();
  for (const auto& [file, path] : files.paths)
    paths.push_back({{"file", text_json(file)}, {"path", text_json(path)}});
  return {{"paths", std::move(paths)}, {"job", text_json(files.job)}};
}

SourceFiles source_files_of(const Json& json) {
  SourceFiles files;
  for (const Json& pair : json.at("paths"))
    files.paths.emplace(text_of(pair.at("file")), text_of(pair.at("path")));
  files.job = text_of(json.at("job"));
  return files;
}

Json accepted_json(const AcceptedFinding& accepted) {
  return {{"finding", to_json_value(accepted.finding)},
          {"reason", text_json(accepted.reason)},
          {"until", text_json(accepted.until)}};
}

AcceptedFinding accepted_of(const Json& json) {
  return {finding_from_json_value(json.at("finding")), text_of(json.at("reason")),
          text_of(json.at("until"))};
}

Json not_begun_json(const NotBegun& rest) {
  return {
      {"trials", rest.trials}, {"why", text_json(rest.why)}, {"at_violation", rest.at_violation}};
}

NotBegun not_begun_of(const Json& json) {
  return {count_of(json.at("trials")), text_of(json.at("why")),
          json.at("at_violation").get<bool>()};
}

template <typename Value, typename Form>
Json each_json(const std::vector<Value>& values, Form form) {
  Json list = Json::array();
  for (const Value& value : values) list.push_back(form(value));
  return list;
}

template <typename Read>
auto each_of(const Json& json, Read read) {
  std::vector<decltype(read(json))> values;
  if (!json.is_array()) throw std::runtime_error("not a list");
  for (const Json& value : json) values.push_back(read(value));
  return values;
}

Stage stage_of(const Json& json) {
  const auto* stage = std::ranges::find(stages, text_of(json));
  if (stage == stages.end()) throw std::runtime_error("an unknown stage");
  return static_cast<Stage>(stage - stages.begin());
}

void check_version(const Json& json) {
  if (!json.is_object() || !json.contains("schema"))
    throw std::runtime_error("no run of crashproof");
  const std::string version = text_of(json.at("schema"));
  if (version != run_json_version)
    throw std::runtime_error("written by another version of crashproof, as " + version);
}

Report report_of(const Json& json) {
  check_version(json);
  Report report;
  report.version = text_of(json.at("version"));
  report.stage = stage_of(json.at("stage"));
  report.replay = replay_of(json.at("replay"));
  report.subject = subject_from_json(json.at("subject").dump());
  report.run_directory = text_of(json.at("run_directory"));
  report.trace_fingerprint = text_of(json.at("trace"));
  report.replay_options = text_of(json.at("replay_options"));
  report.coverage = coverage_of(json.at("coverage"));
  report.faults = each_of(json.at("faults"), fault_of);
  report.redo = redo_of(json.at("redo"));
  report.redo_table = text_of(json.at("redo_table"));
  report.findings = each_of(json.at("findings"), finding_from_json_value);
  report.accepted = each_of(json.at("accepted"), accepted_of);
  report.not_asked_for = list_of(json.at("not_asked_for"));
  report.not_begun = not_begun_of(json.at("not_begun"));
  report.least_coverage = number_of(json.at("least_coverage"));
  report.explanations = each_of(json.at("explanations"), explanation_of);
  report.source_files = source_files_of(json.at("source_files"));
  report.baseline_problem = text_of(json.at("baseline_problem"));
  report.baseline_advice = text_of(json.at("baseline_advice"));
  report.isolation = text_of(json.at("isolation"));
  report.confinement = text_of(json.at("confinement"));
  report.not_compared = list_of(json.at("not_compared"));
  report.notes = list_of(json.at("notes"));
  report.recorder_gaps = each_of(json.at("recorder_gaps"), gap_of);
  report.refused_writes = each_of(json.at("refused_writes"), gap_of);
  report.inconclusive_reasons = list_of(json.at("inconclusive_reasons"));
  report.litter_trials = count_of(json.at("litter_trials"));
  report.litter_example = text_of(json.at("litter_example"));
  report.litter_temporary = json.at("litter_temporary").get<bool>();
  report.recording_seconds = number_of(json.at("recording_seconds"));
  report.trial_seconds = number_of(json.at("trial_seconds"));
  report.interrupted = json.at("interrupted").get<bool>();
  report.seed = count_of(json.at("seed"));
  return report;
}

}  // namespace

std::string to_json(const Report& report) {
  const Json json{{"schema", run_json_version},
                  {"version", text_json(report.version)},
                  {"stage", stages.at(static_cast<std::size_t>(report.stage))},
                  {"exit", static_cast<int>(exit_code(report))},
                  {"replay", replay_json(report.replay)},
                  {"subject", subject_json(report.subject)},
                  {"run_directory", text_json(report.run_directory)},
                  {"trace", text_json(report.trace_fingerprint)},
                  {"replay_options", text_json(report.replay_options)},
                  {"coverage", coverage_json(report.coverage)},
                  {"faults", each_json(report.faults, fault_json)},
                  {"redo", redo_json(report.redo)},
                  {"redo_table", text_json(report.redo_table)},
                  {"findings", each_json(report.findings, to_json_value)},
                  {"accepted", each_json(report.accepted, accepted_json)},
                  {"not_asked_for", list_json(report.not_asked_for)},
                  {"not_begun", not_begun_json(report.not_begun)},
                  {"least_coverage", report.least_coverage},
                  {"explanations", each_json(report.explanations, explanation_json)},
                  {"source_files", source_files_json(report.source_files)},
                  {"baseline_problem", text_json(report.baseline_problem)},
                  {"baseline_advice", text_json(report.baseline_advice)},
                  {"isolation", text_json(report.isolation)},
                  {"confinement", text_json(report.confinement)},
                  {"not_compared", list_json(report.not_compared)},
                  {"notes", list_json(report.notes)},
                  {"recorder_gaps", each_json(report.recorder_gaps, gap_json)},
                  {"refused_writes", each_json(report.refused_writes, gap_json)},
                  {"inconclusive_reasons", list_json(report.inconclusive_reasons)},
                  {"litter_trials", report.litter_trials},
                  {"litter_example", text_json(report.litter_example)},
                  {"litter_temporary", report.litter_temporary},
                  {"recording_seconds", report.recording_seconds},
                  {"trial_seconds", report.trial_seconds},
                  {"interrupted", report.interrupted},
                  {"seed", report.seed}};
  return json.dump(1, ' ', true) + "\n";
}

Report report_from_json(std::string_view text) {
  return read_as(parsed_json(text, "run.json"), "run.json", report_of);
}

}  // namespace crashproof
