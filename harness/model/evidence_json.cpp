// Written field by field, so that a run directory's format does not follow a struct's by accident.
#include "harness/model/evidence_json.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "harness/model/json_values.h"

namespace crashproof {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 4> ways_to_end = {"exited", "signalled", "killed",
                                                         "timed_out"};

Json exit_json(const RunExit& exit) {
  return {{"how", ways_to_end.at(static_cast<std::size_t>(exit.how))},
          {"code", exit.code},
          {"seconds", exit.seconds}};
}

RunExit exit_of(const Json& json) {
  const auto* how = std::ranges::find(ways_to_end, json.at("how").get<std::string>());
  if (how == ways_to_end.end()) throw std::runtime_error("an unknown way for a run to end");
  return {static_cast<RunExit::How>(how - ways_to_end.begin()), whole_of(json.at("code")),
          number_of(json.at("seconds"))};
}

Json difference_json(const Difference& difference) {
  return {
      {"what", name_of(difference.what)},          {"path", text_json(difference.path)},
      {"unit", text_json(difference.unit)},        {"count", difference.count},
      {"dedupable", difference.dedupable},         {"dedup_hint", text_json(difference.dedup_hint)},
      {"examples", list_json(difference.examples)}};
}

Difference difference_of(const Json& json) {
  const auto what = difference_class_named(json.at("what").get<std::string>());
  if (!what) throw std::runtime_error("an unknown class of difference");
  return {*what,
          text_of(json.at("path")),
          text_of(json.at("unit")),
          count_of(json.at("count")),
          json.at("dedupable").get<bool>(),
          text_of(json.at("dedup_hint")),
          list_of(json.at("examples"))};
}

Json differences_json(const std::vector<Difference>& differences) {
  Json list = Json::array();
  for (const Difference& difference : differences) list.push_back(difference_json(difference));
  return list;
}

std::vector<Difference> differences_of(const Json& json) {
  std::vector<Difference> differences;
  for (const Json& difference : json) differences.push_back(difference_of(difference));
  return differences;
}

Json run_json(const RunOutcome& run) {
  return {{"exit", exit_json(run.exit)},
          {"output_tail", text_json(run.output_tail)},
          {"leftover_processes", run.leftover_processes}};
}

RunOutcome run_of(const Json& json) {
  return {exit_of(json.at("exit")), text_of(json.at("output_tail")),
          count_of(json.at("leftover_processes"))};
}

Json resumes_json(const std::vector<RunOutcome>& resumes) {
  Json list = Json::array();
  for (const RunOutcome& resume : resumes) list.push_back(run_json(resume));
  return list;
}

std::vector<RunOutcome> resumes_of(const Json& json) {
  std::vector<RunOutcome> resumes;
  for (const Json& resume : json) resumes.push_back(run_of(resume));
  return resumes;
}

Json stopping_json(const Stopping& stopping) {
  return {{"seconds", stopping.seconds}, {"outlived_grace", stopping.outlived_grace}};
}

Stopping stopping_of(const Json& json) {
  return {number_of(json.at("seconds")), json.at("outlived_grace").get<bool>()};
}

Json redo_json(const Redo& redo) {
  return {{"events", redo.events}, {"items", redo.items}, {"in_flight", redo.in_flight}};
}

Redo redo_of(const Json& json) {
  return {count_of(json.at("events")), count_of(json.at("items")), count_of(json.at("in_flight"))};
}

Json stuck_json(const StuckRecords& stuck) {
  return {{"path", text_json(stuck.path)},
          {"table", text_json(stuck.table)},
          {"field", text_json(stuck.field)},
          {"value", text_json(stuck.value)},
          {"count", stuck.count},
          {"others", list_json(stuck.others)}};
}

StuckRecords stuck_of(const Json& json) {
  return {text_of(json.at("path")),  text_of(json.at("table")),  text_of(json.at("field")),
          text_of(json.at("value")), count_of(json.at("count")), list_of(json.at("others"))};
}

Json record_json(const Record& record) {
  Json fields = Json::array();
  for (const auto& [name, value] : record.fields)
    fields.push_back({text_json(name), text_json(value)});
  return {text_json(record.table), std::move(fields)};
}

Record record_of(const Json& json) {
  Record record{text_of(json.at(0)), {}};
  for (const Json& field : json.at(1))
    record.fields.emplace_back(text_of(field.at(0)), text_of(field.at(1)));
  return record;
}

Json databases_json(const std::vector<DatabaseState>& databases) {
  Json list = Json::array();
  for (const DatabaseState& database : databases) {
    Json records = Json::array();
    for (const Record& record : database.records) records.push_back(record_json(record));
    list.push_back({{"path", text_json(database.path)}, {"records", std::move(records)}});
  }
  return list;
}

std::vector<DatabaseState> databases_of(const Json& json) {
  std::vector<DatabaseState> databases;
  for (const Json& database : json) {
    databases.push_back({text_of(database.at("path")), {}});
    for (const Json& record : database.at("records"))
      databases.back().records.push_back(record_of(record));
  }
  return databases;
}

Json work_json(const ResumeWork& work) {
  Json stuck = Json::array();
  for (const StuckRecords& records : work.stuck) stuck.push_back(stuck_json(records));
  return {{"events", work.events},
          {"reads", list_json(work.reads)},
          {"changes", list_json(work.changes)},
          {"stuck", std::move(stuck)},
          {"databases", databases_json(work.databases)}};
}

ResumeWork work_of(const Json& json) {
  ResumeWork work{count_of(json.at("events")),
                  list_of(json.at("reads")),
                  list_of(json.at("changes")),
                  {},
                  databases_of(json.at("databases"))};
  for (const Json& records : json.at("stuck")) work.stuck.push_back(stuck_of(records));
  return work;
}

template <typename Value>
Json optional_json(const std::optional<Value>& value, Json (*form)(const Value& value)) {
  return value ? form(*value) : Json(nullptr);
}

template <typename Value>
std::optional<Value> optional_of(const Json& json, Value (*read)(const Json& json)) {
  return json.is_null() ? std::nullopt : std::optional(read(json));
}

}  // namespace

std::string to_json(const Evidence& evidence) {
  const Json json{{"trial", evidence.trial},
                  {"schedule", text_json(evidence.schedule)},
                  {"fault", text_json(evidence.fault)},
                  {"point", point_json(evidence.point)},
                  {"engine", evidence.engine == Engine::live ? "live" : "replay"},
                  {"fault_happened", evidence.fault_happened},
                  {"not_happened", text_json(evidence.not_happened)},
                  {"dropped", list_json(evidence.dropped)},
                  {"resumes", resumes_json(evidence.resumes)},
                  {"accepted_exit", evidence.accepted_exit},
                  {"refused", evidence.refused},
                  {"overwritten", text_json(evidence.overwritten)},
                  {"differences", differences_json(evidence.differences)},
                  {"first_run", optional_json(evidence.first_run, run_json)},
                  {"stopping", optional_json(evidence.stopping, stopping_json)},
                  {"redo", optional_json(evidence.redo, redo_json)},
                  {"work", optional_json(evidence.work, work_json)},
                  {"models", list_json(evidence.models)},
                  {"broken_promises", differences_json(evidence.broken_promises)},
                  {"promise", text_json(evidence.promise)},
                  {"state_read", evidence.state_read},
                  {"trouble", text_json(evidence.trouble)},
                  {"seconds", evidence.seconds}};
  return json.dump();
}

Evidence evidence_from_json(std::string_view text) {
  return read_as(parsed_json(text, "trial"), "trial", [](const Json& json) {
    Evidence evidence;
    evidence.trial = count_of(json.at("trial"));
    evidence.schedule = text_of(json.at("schedule"));
    evidence.fault = text_of(json.at("fault"));
    evidence.point = point_of(json.at("point"));
    evidence.engine =
        json.at("engine").get<std::string>() == "live" ? Engine::live : Engine::replay;
    evidence.fault_happened = json.at("fault_happened").get<bool>();
    evidence.not_happened = text_of(json.at("not_happened"));
    evidence.dropped = list_of(json.at("dropped"));
    evidence.resumes = resumes_of(json.at("resumes"));
    evidence.accepted_exit = json.at("accepted_exit").get<bool>();
    evidence.refused = json.at("refused").get<bool>();
    evidence.overwritten = text_of(json.at("overwritten"));
    evidence.differences = differences_of(json.at("differences"));
    evidence.first_run = optional_of(json.at("first_run"), run_of);
    evidence.stopping = optional_of(json.at("stopping"), stopping_of);
    evidence.redo = optional_of(json.at("redo"), redo_of);
    evidence.work = optional_of(json.at("work"), work_of);
    evidence.models = list_of(json.at("models"));
    evidence.broken_promises = differences_of(json.at("broken_promises"));
    evidence.promise = text_of(json.at("promise"));
    evidence.state_read = json.at("state_read").get<bool>();
    evidence.trouble = text_of(json.at("trouble"));
    evidence.seconds = number_of(json.at("seconds"));
    return evidence;
  });
}

}  // namespace crashproof
