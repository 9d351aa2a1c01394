// Field by field, like Evidence.
#include "harness/model/subject_json.h"

#include <nlohmann/json.hpp>

#include "harness/model/json_values.h"

namespace crashproof {

using Json = nlohmann::json;

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
  return read_as(parsed_json(text, "subject"), "subject", [](const Json& json) {
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

}  // namespace crashproof
