// The two Events of a run between which a schedule strikes it.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "harness/model/call_site.h"

namespace crashproof {

struct StruckEvent {
  std::uint64_t number = 0;  // as event(N) counts; 0: there is none
  std::string what;          // describe() of it
  CallSite site;             // empty where nobody knows

  bool operator==(const StruckEvent&) const = default;
};

struct StruckPlace {
  StruckEvent opener;  // the last one that has happened, or is cut in two
  StruckEvent closer;  // the next one that changes files

  bool operator==(const StruckPlace&) const = default;
};

nlohmann::json to_json_value(const StruckPlace& place);
// Throws std::runtime_error, or what nlohmann::json throws, for what the other does not write.
StruckPlace struck_place_from(const nlohmann::json& json);

}  // namespace crashproof
