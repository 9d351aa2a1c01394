// Written field by field, so that a run directory's format does not follow a struct's by accident.
#include "harness/campaign/run_json.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace crashproof {
namespace {

using Json = nlohmann::json;

// File names and output are bytes, JSON is UTF-8. Escapes would not come back as what they were, so
// a string is stored as it is if it is valid, else as a list of byte values.
Json text_json(const std::string& text) {
  try {
    (void)Json(text).dump();
    return text;
  } catch (const Json::type_error&) {
    Json bytes = Json::array();
    for (const char c : text) bytes.push_back(static_cast<unsigned char>(c));
    return bytes;
  }
}

std::string text_of(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  std::string text;
  for (const Json& byte : json) text.push_back(static_cast<char>(byte.get<int>()));
  return text;
}

Json list_json(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(text_json(text));
  return list;
}

std::vector<std::string> list_of(const Json& json) {
  std::vector<std::string> texts;
  for (const Json& text : json) texts.push_back(text_of(text));
  return texts;
}

Json point_json(const std::optional<CrashPoint>& point) {
  if (!point) return nullptr;
  Json json{{"after", point->after}};
  if (point->cut_bytes) json["cut_bytes"] = *point->cut_bytes;
  return json;
}

std::optional<CrashPoint> point_of(const Json& json) {
  if (json.is_null()) return std::nullopt;
  CrashPoint point{json.at("after").get<std::uint64_t>(), std::nullopt};
  if (json.contains("cut_bytes")) point.cut_bytes = json.at("cut_bytes").get<std::uint64_t>();
  return point;
}

Json exit_json(const RunExit& exit) {
  return {{"how", static_cast<int>(exit.how)}, {"code", exit.code}, {"seconds", exit.seconds}};
}

RunExit exit_of(const Json& json) {
  const int how = json.at("how").get<int>();
  if (how < 0 || how > static_cast<int>(RunExit::How::timed_out)) {
    throw std::runtime_error("an unknown way for a run to end");
  }
  return {static_cast<RunExit::How>(how), json.at("code").get<int>(),
          json.at("seconds").get<double>()};
}

Json difference_json(const Difference& difference) {
  return {{"what", name_of(difference.what)},
          {"path", text_json(difference.path)},
          {"unit", difference.unit},
          {"count", difference.count},
          {"dedupable", difference.dedupable},
          {"dedup_hint", text_json(difference.dedup_hint)},
          {"examples", list_json(difference.examples)}};
}

Difference difference_of(const Json& json) {
  const auto what = difference_class_named(json.at("what").get<std::string>());
  if (!what) throw std::runtime_error("an unknown class of difference");
  return {*what,
          text_of(json.at("path")),
          json.at("unit").get<std::string>(),
          json.at("count").get<std::uint64_t>(),
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
          json.at("leftover_processes").get<std::uint64_t>()};
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
  return {json.at("seconds").get<double>(), json.at("outlived_grace").get<bool>()};
}

Json redo_json(const Redo& redo) {
  return {{"events", redo.events}, {"items", redo.items}, {"in_flight", redo.in_flight}};
}

Redo redo_of(const Json& json) {
  return {json.at("events").get<std::uint64_t>(), json.at("items").get<std::uint64_t>(),
          json.at("in_flight").get<std::uint64_t>()};
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
  return {text_of(json.at("path")),
          text_of(json.at("table")),
          text_of(json.at("field")),
          text_of(json.at("value")),
          json.at("count").get<std::uint64_t>(),
          list_of(json.at("others"))};
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
  ResumeWork work{json.at("events").get<std::uint64_t>(),
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

// nlohmann's own exceptions say nothing to a reader of a run directory.
Json parsed(std::string_view text, const char* what) {
  try {
    return Json::parse(text);
  } catch (const Json::exception&) {
    throw std::runtime_error(std::string("not valid JSON: ") + what);
  }
}

template <typename Read>
auto reading(std::string_view text, const char* what, Read read) {
  const Json json = parsed(text, what);
  try {
    return read(json);
  } catch (const Json::exception& error) {
    throw std::runtime_error(std::string(what) + ": " + error.what());
  }
}

}  // namespace

std::string to_json(const Subject& subject) {
  const ComparisonRules& rules = subject.comparison;
  const Json json{{"command", list_json(subject.command)},
                  {"resume", list_json(subject.resume)},
                  {"workspace", text_json(subject.workspace)},
                  {"directory", text_json(subject.directory)},
                  {"environment", list_json(subject.environment)},
                  {"allow_write", list_json(subject.allow_write)},
                  {"reset", text_json(subject.reset)},
                  {"state_command", text_json(subject.state_command)},
                  {"pin_clock", subject.pin_clock},
                  {"pin_random", subject.pin_random},
                  {"keys", list_json(rules.keys)},
                  {"dedup_whole_record", rules.dedup_whole_record},
                  {"ignores", list_json(rules.ignores)},
                  {"states", list_json(rules.states)}};
  return json.dump(2) + "\n";
}

Subject subject_from_json(std::string_view text) {
  return reading(text, "subject", [](const Json& json) {
    Subject subject;
    subject.command = list_of(json.at("command"));
    subject.resume = list_of(json.at("resume"));
    subject.workspace = text_of(json.at("workspace"));
    subject.directory = text_of(json.at("directory"));
    subject.environment = list_of(json.at("environment"));
    subject.allow_write = list_of(json.at("allow_write"));
    subject.reset = text_of(json.at("reset"));
    subject.state_command = text_of(json.at("state_command"));
    subject.pin_clock = json.at("pin_clock").get<bool>();
    subject.pin_random = json.at("pin_random").get<bool>();
    subject.comparison.keys = list_of(json.at("keys"));
    subject.comparison.dedup_whole_record = json.at("dedup_whole_record").get<bool>();
    subject.comparison.ignores = list_of(json.at("ignores"));
    subject.comparison.states = list_of(json.at("states"));
    return subject;
  });
}

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
  return reading(text, "trial", [](const Json& json) {
    Evidence evidence;
    evidence.trial = json.at("trial").get<std::uint64_t>();
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
    evidence.seconds = json.at("seconds").get<double>();
    return evidence;
  });
}

std::string to_json(const TrialOrder& order) {
  const Json json{{"trial", order.trial},
                  {"schedule", text_json(order.schedule)},
                  {"engine", order.engine == Engine::live ? "live" : "replay"},
                  {"point", point_json(order.point)},
                  {"fault", text_json(order.fault)},
                  {"models", list_json(order.models)},
                  {"survey", order.survey},
                  {"diagnose", order.diagnose}};
  return json.dump();
}

TrialOrder order_from_json(std::string_view text) {
  return reading(text, "order", [](const Json& json) {
    return TrialOrder{
        json.at("trial").get<std::uint64_t>(),
        text_of(json.at("schedule")),
        json.at("engine").get<std::string>() == "live" ? Engine::live : Engine::replay,
        point_of(json.at("point")),
        text_of(json.at("fault")),
        list_of(json.at("models")),
        json.at("survey").get<bool>(),
        json.at("diagnose").get<bool>()};
  });
}

}  // namespace crashproof
