// Two objects of one form.
#include "harness/campaign/struck_place.h"

#include <nlohmann/json.hpp>

#include "harness/model/json_values.h"

namespace crashproof {
namespace {

using Json = nlohmann::json;

Json event_json(const StruckEvent& event) {
  return {{"number", event.number},
          {"what", text_json(event.what)},
          {"site", call_site_json(event.site)}};
}

StruckEvent event_of(const Json& json) {
  return {count_of(json.at("number")), text_of(json.at("what")), call_site_of(json.at("site"))};
}

}  // namespace

Json to_json_value(const StruckPlace& place) {
  return {{"opener", event_json(place.opener)}, {"closer", event_json(place.closer)}};
}

StruckPlace struck_place_from(const Json& json) {
  return {event_of(json.at("opener")), event_of(json.at("closer"))};
}

}  // namespace crashproof
