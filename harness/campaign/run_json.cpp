// The JSON form of an order, one line.
#include "harness/campaign/run_json.h"

#include <nlohmann/json.hpp>

#include "harness/model/json_values.h"

namespace crashproof {

using Json = nlohmann::json;

std::string to_json(const TrialOrder& order) {
  const Json json{{"trial", order.trial},
                  {"schedule", text_json(order.schedule)},
                  {"engine", order.engine == Engine::live ? "live" : "replay"},
                  {"point", point_json(order.point)},
                  {"fault", text_json(order.fault)},
                  {"models", list_json(order.models)},
                  {"survey", order.survey},
                  {"diagnose", order.diagnose},
                  {"places", order.places}};
  return json.dump();
}

TrialOrder order_from_json(std::string_view text) {
  return read_as(parsed_json(text, "order"), "order", [](const Json& json) {
    return TrialOrder{
        count_of(json.at("trial")),
        text_of(json.at("schedule")),
        json.at("engine").get<std::string>() == "live" ? Engine::live : Engine::replay,
        point_of(json.at("point")),
        text_of(json.at("fault")),
        list_of(json.at("models")),
        json.at("survey").get<bool>(),
        json.at("diagnose").get<bool>(),
        json.at("places").get<bool>()};
  });
}

}  // namespace crashproof
