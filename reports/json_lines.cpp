// The report for programs: one JSON object a line, the summary last. docs/COMMAND_LINE.md has the
// fields.
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "harness/model/printable.h"
#include "reports/window_text.h"
#include "reports/wording.h"
#include "reports/writers.h"

namespace crashproof::reports {
namespace {

// Keeps the order in which fields are written, for people who read along.
using Json = nlohmann::ordered_json;

Json texts(const std::vector<std::string>& rows) {
  Json list = Json::array();
  for (const std::string& row : rows) list.push_back(valid_utf8(row));
  return list;
}

Json or_null(const std::string& text) {
  return text.empty() ? Json() : Json(valid_utf8(text));
}

Json cut_of(const CrashPoint& point) {
  return point.cut_bytes ? Json(*point.cut_bytes) : Json();
}

Json difference_object(const Difference& difference) {
  return {{"class", name_of(difference.what)},     {"path", valid_utf8(difference.path)},
          {"unit", valid_utf8(difference.unit)},   {"count", difference.count},
          {"dedupable", difference.dedupable},     {"dedup_hint", or_null(difference.dedup_hint)},
          {"examples", texts(difference.examples)}};
}

Json differences_list(const std::vector<Difference>& differences) {
  Json list = Json::array();
  for (const Difference& difference : differences) list.push_back(difference_object(difference));
  return list;
}

Json verdicts_list(const std::vector<Verdict>& verdicts) {
  Json list = Json::array();
  for (const Verdict& verdict : verdicts)
    list.push_back({{"check", valid_utf8(verdict.check)},
                    {"outcome", name_of(verdict.outcome)},
                    {"reason", valid_utf8(verdict.reason)}});
  return list;
}

constexpr std::array endings = {"exited", "signalled", "killed", "timed_out"};

Json run_object(const RunOutcome& run) {
  return {{"how", endings.at(static_cast<std::size_t>(run.exit.how))},
          {"code", run.exit.code},
          {"seconds", run.exit.seconds},
          {"leftover_processes", run.leftover_processes},
          {"output_tail", valid_utf8(run.output_tail)}};
}

Json resumes_list(const Evidence& evidence) {
  Json list = Json::array();
  for (const RunOutcome& resume : evidence.resumes) list.push_back(run_object(resume));
  return list;
}

// What a trial tells besides its end; null where that was not asked.
Json besides_its_end(const Evidence& evidence) {
  Json object = {{"first_run", nullptr}, {"stopping", nullptr}, {"redo", nullptr}};
  if (evidence.first_run) object["first_run"] = run_object(*evidence.first_run);
  if (evidence.stopping)
    object["stopping"] = {{"seconds", evidence.stopping->seconds},
                          {"outlived_grace", evidence.stopping->outlived_grace}};
  if (evidence.redo)
    object["redo"] = {{"items", evidence.redo->items},
                      {"in_flight", evidence.redo->in_flight},
                      {"events", evidence.redo->events}};
  object["promise"] = or_null(evidence.promise);
  object["broken_promises"] = differences_list(evidence.broken_promises);
  return object;
}

// Null where the schedule is not about one point of a run.
Json event_of(const Finding& finding, std::uint64_t number) {
  return window_text(finding) ? Json(number) : Json();
}

// The fields of a finding that the summary repeats.
Json finding_outline(const Finding& finding) {
  return {{"code", or_null(finding.diagnosis.code)},
          {"certainty", name_of(finding.diagnosis.certainty)},
          {"status", name_of(finding.status)},
          {"schedule", valid_utf8(finding.schedule)},
          {"first_event", event_of(finding, finding.first_event)},
          {"last_event", event_of(finding, finding.last_event)},
          {"events_of", or_null(finding.events_of)},
          {"fault", valid_utf8(finding.fault)}};
}

Json proofs_list(const std::vector<Proof>& proofs) {
  Json list = Json::array();
  for (const Proof& proof : proofs)
    list.push_back({{"schedule", valid_utf8(proof.schedule)},
                    {"what", valid_utf8(proof.what)},
                    {"outcome", valid_utf8(proof.outcome)},
                    {"one_of", or_null(proof.one_of)}});
  return list;
}

Json smallest_input_object(const Finding& finding) {
  if (!finding.smallest_input) return nullptr;
  const SmallestInput& input = *finding.smallest_input;
  Json records = Json::array();
  for (const RecordsLeft& left : input.records)
    records.push_back({{"path", printable(left.path)}, {"lines", left.lines}, {"of", left.of}});
  return {{"items", texts(input.items)},   {"of", input.of},
          {"records", std::move(records)}, {"schedule", or_null(input.schedule)},
          {"tried", input.tried},          {"note", or_null(input.note)}};
}

Json finding_object(const Report& report, const Finding& finding) {
  Json object = {{"type", "finding"}};
  object.update(finding_outline(finding));
  object.update({{"first_cut", cut_of(finding.first)},
                 {"last_cut", cut_of(finding.last)},
                 {"opened_by", or_null(finding.opened_by)},
                 {"closed_by", or_null(finding.closed_by)},
                 {"opener_site", or_null(finding.opener_site)},
                 {"closer_site", or_null(finding.closer_site)},
                 {"mode", or_null(finding.mode)},
                 {"because", or_null(finding.diagnosis.therefore)},
                 {"fix", or_null(finding.fix)},
                 {"blamed", texts(finding.diagnosis.blamed)},
                 {"proofs", proofs_list(finding.diagnosis.proofs)},
                 {"windows", finding.windows},
                 {"points", finding.points},
                 {"only_cuts", finding.only_cuts},
                 {"status_reason", valid_utf8(finding.status_reason)},
                 {"checks", texts(finding.checks)},
                 {"other_checks", texts(finding.other_checks)},
                 {"verdicts", verdicts_list(finding.verdicts)},
                 {"differences", differences_list(finding.example.differences)},
                 {"resumes", resumes_list(finding.example)},
                 {"models", texts(finding.models)},
                 {"smallest_input", smallest_input_object(finding)},
                 {"replay", valid_utf8(replay_line(report, finding.schedule))}});
  object.update(besides_its_end(finding.example));
  return object;
}

Json accepted_object(const Report& report, const AcceptedFinding& accepted) {
  Json object = finding_object(report, accepted.finding);
  object["type"] = "accepted";
  object["reason"] = valid_utf8(accepted.reason);
  object["until"] = or_null(accepted.until);
  return object;
}

Json not_begun_object(const NotBegun& rest) {
  if (rest.trials == 0) return nullptr;
  return {{"trials", rest.trials}, {"why", valid_utf8(rest.why)}};
}

Json replay_object(const ReplayOutcome& replay) {
  Json object = {{"type", "replay"},
                 {"schedule", valid_utf8(replay.evidence.schedule)},
                 {"reached", replay.reached},
                 {"dropped", texts(replay.evidence.dropped)},
                 {"drifted", replay.trace_drifted},
                 {"judged", !replay.only_looked_at},
                 {"verdicts", verdicts_list(replay.verdicts)},
                 {"differences", differences_list(replay.evidence.differences)},
                 {"resumes", resumes_list(replay.evidence)},
                 {"trouble", or_null(replay.evidence.trouble)},
                 {"fault", valid_utf8(replay.evidence.fault)},
                 {"models", texts(replay.evidence.models)}};
  object.update(besides_its_end(replay.evidence));
  return object;
}

Json note(std::string_view about, const std::string& text) {
  return {{"type", "note"}, {"about", about}, {"text", valid_utf8(text)}};
}

Json gap_note(std::string_view about, const Gap& gap) {
  Json object = note(about, gap.what);
  object["example"] = or_null(gap.detail);
  object["count"] = gap.count;
  return object;
}

constexpr std::array stages = {"recorded", "tried", "judged"};

Json faults_list(const Report& report) {
  Json list = Json::array();
  for (const FaultCoverage& fault : report.faults)
    list.push_back({{"fault", valid_utf8(fault.fault)},
                    {"planned", fault.planned},
                    {"tried", fault.tried},
                    {"inconclusive", fault.inconclusive},
                    {"not_happened", fault.not_happened},
                    {"violations", fault.violations},
                    {"left_out", or_null(fault.left_out)},
                    {"untested", fault.untested}});
  return list;
}

Json redo_object(const Report& report) {
  if (!report.redo) return nullptr;
  const RedoSummary& redo = *report.redo;
  return {{"trials", redo.trials},
          {"max_items", redo.max_items},
          {"median_items", redo.median_items},
          {"max_events", redo.max_events},
          {"median_events", redo.median_events},
          {"unit", redo.in_items ? "item" : "event"},
          {"bound", redo.bound ? Json(*redo.bound) : Json()},
          {"worst_schedule", or_null(redo.worst_schedule)},
          {"table", or_null(report.redo_table)}};
}

Json summary_object(const Report& report) {
  const Coverage& coverage = report.coverage;
  Json findings = Json::array();
  for (const Finding& finding : report.findings) findings.push_back(finding_outline(finding));
  return {{"type", "summary"},
          {"stage", stages.at(static_cast<std::size_t>(report.stage))},
          {"events", coverage.events},
          {"points", coverage.points},
          {"gaps", coverage.gaps},
          {"states", coverage.states},
          {"tried", coverage.tried},
          {"random_tried", coverage.random_tried},
          {"inconclusive", coverage.inconclusive},
          {"reused", coverage.reused},
          {"exhaustive", report.stage != Stage::recorded && coverage.exhaustive()},
          {"violations", coverage.violations},
          {"findings", std::move(findings)},
          {"accepted", report.accepted.size()},
          {"not_asked_for", texts(report.not_asked_for)},
          {"not_begun", not_begun_object(report.not_begun)},
          {"least_coverage", report.least_coverage},
          {"faults", faults_list(report)},
          {"redo", redo_object(report)},
          {"baseline_problem", or_null(report.baseline_problem)},
          {"isolation", valid_utf8(report.isolation)},
          {"confinement", valid_utf8(report.confinement)},
          {"seed", report.seed},
          {"trace", or_null(report.trace_fingerprint)},
          {"run_directory", valid_utf8(report.run_directory)},
          {"recording_seconds", report.recording_seconds},
          {"trial_seconds", report.trial_seconds},
          {"interrupted", report.interrupted},
          {"exit", static_cast<int>(exit_code(report))}};
}

// ASCII only, so that no byte of a file name can act on a terminal.
std::string line(const Json& object) {
  return object.dump(-1, ' ', true) + "\n";
}

std::string notes(const Report& report) {
  std::string text;
  if (!report.baseline_problem.empty()) text += line(note("baseline", report.baseline_problem));
  if (!report.baseline_advice.empty()) text += line(note("advice", report.baseline_advice));
  for (const std::string& row : report.not_compared) text += line(note("not_compared", row));
  for (const Gap& gap : report.recorder_gaps) text += line(gap_note("recorder_gap", gap));
  for (const Gap& gap : report.refused_writes) text += line(gap_note("refused_write", gap));
  for (const std::string& row : report.inconclusive_reasons)
    text += line(note("inconclusive", row));
  if (report.litter_trials > 0)
    text += line(gap_note("litter", {report.litter_temporary
                                         ? "left behind what the crash-free run renames or removes"
                                         : "files left that the crash-free run does not leave",
                                     report.litter_example, report.litter_trials}));
  for (const std::string& row : report.notes) text += line(note("note", row));
  return text;
}

std::string write(const Report& report) {
  std::string text;
  for (const Finding& finding : report.findings) text += line(finding_object(report, finding));
  for (const AcceptedFinding& accepted : report.accepted)
    text += line(accepted_object(report, accepted));
  if (report.replay) text += line(replay_object(*report.replay));
  return text + notes(report) + line(summary_object(report));
}

}  // namespace

const ReportWriter json_lines{"json", "for programs: one JSON object a line", write};

}  // namespace crashproof::reports
