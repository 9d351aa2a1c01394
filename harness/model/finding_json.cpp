// A finding with its cause, its places and its example, field by field.
#include "harness/model/finding_json.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "harness/model/evidence_json.h"
#include "harness/model/finding_identity.h"
#include "harness/model/json_values.h"

namespace crashproof {
namespace {

using Json = nlohmann::json;

template <typename Value>
Value known(const std::optional<Value>& value, const char* what) {
  if (!value) throw std::runtime_error(std::string("an unknown ") + what);
  return *value;
}

Json number_json(const std::optional<std::uint64_t>& number) {
  return number ? Json(*number) : Json(nullptr);
}

std::optional<std::uint64_t> optional_count(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return count_of(json);
}

Json proofs_json(const std::vector<Proof>& proofs) {
  Json list = Json::array();
  for (const Proof& proof : proofs)
    list.push_back({{"schedule", text_json(proof.schedule)},
                    {"what", text_json(proof.what)},
                    {"outcome", text_json(proof.outcome)},
                    {"one_of", text_json(proof.one_of)}});
  return list;
}

std::vector<Proof> proofs_of(const Json& json) {
  std::vector<Proof> proofs;
  for (const Json& proof : json)
    proofs.push_back({text_of(proof.at("schedule")), text_of(proof.at("what")),
                      text_of(proof.at("outcome")), text_of(proof.at("one_of"))});
  return proofs;
}

Json diagnosis_json(const Diagnosis& diagnosis) {
  return {
      {"code", text_json(diagnosis.code)},           {"certainty", name_of(diagnosis.certainty)},
      {"opener", number_json(diagnosis.opener)},     {"closer", number_json(diagnosis.closer)},
      {"therefore", text_json(diagnosis.therefore)}, {"remedy", text_json(diagnosis.remedy)},
      {"blamed", list_json(diagnosis.blamed)},       {"proofs", proofs_json(diagnosis.proofs)}};
}

Diagnosis diagnosis_of(const Json& json) {
  Diagnosis diagnosis;
  diagnosis.code = text_of(json.at("code"));
  diagnosis.certainty = known(certainty_named(text_of(json.at("certainty"))), "certainty");
  diagnosis.opener = optional_count(json.at("opener"));
  diagnosis.closer = optional_count(json.at("closer"));
  diagnosis.therefore = text_of(json.at("therefore"));
  diagnosis.remedy = text_of(json.at("remedy"));
  diagnosis.blamed = list_of(json.at("blamed"));
  diagnosis.proofs = proofs_of(json.at("proofs"));
  return diagnosis;
}

Json smallest_json(const std::optional<SmallestInput>& input) {
  if (!input) return nullptr;
  Json records = Json::array();
  for (const RecordsLeft& left : input->records)
    records.push_back({{"path", text_json(left.path)}, {"lines", left.lines}, {"of", left.of}});
  return {{"items", list_json(input->items)},
          {"of", input->of},
          {"records", std::move(records)},
          {"schedule", text_json(input->schedule)},
          {"tried", input->tried},
          {"note", text_json(input->note)}};
}

std::optional<SmallestInput> smallest_of(const Json& json) {
  if (json.is_null()) return std::nullopt;
  SmallestInput input{list_of(json.at("items")), count_of(json.at("of")),
                      count_of(json.at("tried")), text_of(json.at("note")),
                      text_of(json.at("schedule"))};
  for (const Json& left : json.at("records"))
    input.records.push_back({text_of(left.at("path")),
                             left.at("lines").get<std::vector<std::uint64_t>>(),
                             count_of(left.at("of"))});
  return input;
}

Json windows_json(const std::vector<FailingWindow>& windows) {
  Json list = Json::array();
  for (const FailingWindow& window : windows)
    list.push_back({{"first", point_json(window.first)},
                    {"last", point_json(window.last)},
                    {"schedules", list_json(window.schedules)}});
  return list;
}

std::vector<FailingWindow> windows_of(const Json& json) {
  std::vector<FailingWindow> windows;
  for (const Json& window : json)
    windows.push_back({known(point_of(window.at("first")), "point"),
                       known(point_of(window.at("last")), "point"),
                       list_of(window.at("schedules"))});
  return windows;
}

}  // namespace

Json verdicts_json(const std::vector<Verdict>& verdicts) {
  Json list = Json::array();
  for (const Verdict& verdict : verdicts)
    list.push_back({{"check", text_json(verdict.check)},
                    {"outcome", name_of(verdict.outcome)},
                    {"reason", text_json(verdict.reason)}});
  return list;
}

std::vector<Verdict> verdicts_of(const Json& json) {
  std::vector<Verdict> verdicts;
  for (const Json& verdict : json)
    verdicts.push_back({text_of(verdict.at("check")),
                        known(outcome_named(text_of(verdict.at("outcome"))), "outcome"),
                        text_of(verdict.at("reason"))});
  return verdicts;
}

Json to_json_value(const Finding& finding) {
  return {{"fingerprint", fingerprint(finding)},
          {"kind", name_of(finding.kind)},
          {"diagnosis", diagnosis_json(finding.diagnosis)},
          {"mode", text_json(finding.mode)},
          {"fix", text_json(finding.fix)},
          {"opener_site", text_json(finding.opener_site)},
          {"closer_site", text_json(finding.closer_site)},
          {"opener_place", call_site_json(finding.opener_place)},
          {"closer_place", call_site_json(finding.closer_place)},
          {"windows", finding.windows},
          {"all_windows", windows_json(finding.all_windows)},
          {"fault", text_json(finding.fault)},
          {"models", list_json(finding.models)},
          {"status", name_of(finding.status)},
          {"status_reason", text_json(finding.status_reason)},
          {"checks", list_json(finding.checks)},
          {"other_checks", list_json(finding.other_checks)},
          {"first", point_json(finding.first)},
          {"last", point_json(finding.last)},
          {"opened_by", text_json(finding.opened_by)},
          {"closed_by", text_json(finding.closed_by)},
          {"first_event", finding.first_event},
          {"last_event", finding.last_event},
          {"events_of", text_json(finding.events_of)},
          {"points", finding.points},
          {"only_cuts", finding.only_cuts},
          {"schedule", text_json(finding.schedule)},
          {"example", parsed_json(to_json(finding.example), "trial")},
          {"verdicts", verdicts_json(finding.verdicts)},
          {"smallest_input", smallest_json(finding.smallest_input)}};
}

Finding finding_from_json_value(const Json& json) {
  Finding finding;
  finding.kind = known(finding_kind_named(text_of(json.at("kind"))), "kind of finding");
  finding.diagnosis = diagnosis_of(json.at("diagnosis"));
  finding.mode = text_of(json.at("mode"));
  finding.fix = text_of(json.at("fix"));
  finding.opener_site = text_of(json.at("opener_site"));
  finding.closer_site = text_of(json.at("closer_site"));
  finding.opener_place = call_site_of(json.at("opener_place"));
  finding.closer_place = call_site_of(json.at("closer_place"));
  finding.windows = count_of(json.at("windows"));
  finding.all_windows = windows_of(json.at("all_windows"));
  finding.fault = text_of(json.at("fault"));
  finding.models = list_of(json.at("models"));
  finding.status = known(finding_status_named(text_of(json.at("status"))), "status");
  finding.status_reason = text_of(json.at("status_reason"));
  finding.checks = list_of(json.at("checks"));
  finding.other_checks = list_of(json.at("other_checks"));
  finding.first = known(point_of(json.at("first")), "point");
  finding.last = known(point_of(json.at("last")), "point");
  finding.opened_by = text_of(json.at("opened_by"));
  finding.closed_by = text_of(json.at("closed_by"));
  finding.first_event = count_of(json.at("first_event"));
  finding.last_event = count_of(json.at("last_event"));
  finding.events_of = text_of(json.at("events_of"));
  finding.points = count_of(json.at("points"));
  finding.only_cuts = json.at("only_cuts").get<bool>();
  finding.schedule = text_of(json.at("schedule"));
  finding.example = evidence_from_json(json.at("example").dump());
  finding.verdicts = verdicts_of(json.at("verdicts"));
  finding.smallest_input = smallest_of(json.at("smallest_input"));
  return finding;
}

}  // namespace crashproof
