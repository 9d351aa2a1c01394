// call_sites.json: a list of events with their places.
#include "harness/campaign/kept_call_sites.h"

#include <nlohmann/json.hpp>

#include "harness/campaign/kept_json.h"
#include "harness/model/json_values.h"

namespace crashproof {
namespace {

using Json = nlohmann::json;

constexpr const char* file_name = "call_sites.json";

CallSites sites_of(const Json& json) {
  CallSites sites;
  for (const Json& row : json)
    sites.emplace(count_of(row.at("event")), call_site_of(row.at("site")));
  return sites;
}

}  // namespace

CallSites kept_call_sites(const RunStore& store) {
  return kept_json<CallSites>(store, file_name, sites_of);
}

void keep_call_sites(const RunStore& store, const CallSites& sites) {
  Json rows = Json::array();
  for (const auto& [event, site] : sites)
    rows.push_back({{"event", event}, {"site", call_site_json(site)}});
  store.write_file(file_name, rows.dump() + "\n");
}

}  // namespace crashproof
