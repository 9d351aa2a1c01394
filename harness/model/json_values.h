// Small values as they stand in the JSON of run directories. Readers are strict: what is not of the
// form that the writer of the same line makes is a std::runtime_error or a Json::exception.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/call_site.h"
#include "harness/model/crash_point.h"

namespace crashproof {

// File names and output are bytes, JSON is UTF-8. Escapes would not come back as what they were, so
// a string is stored as it is if it is valid, else as a list of byte values.
nlohmann::json text_json(const std::string& text);
std::string text_of(const nlohmann::json& json);

nlohmann::json list_json(const std::vector<std::string>& texts);
std::vector<std::string> list_of(const nlohmann::json& json);

nlohmann::json point_json(const std::optional<CrashPoint>& point);
std::optional<CrashPoint> point_of(const nlohmann::json& json);

nlohmann::json call_site_json(const CallSite& site);
CallSite call_site_of(const nlohmann::json& json);

std::uint64_t count_of(const nlohmann::json& json);
int whole_of(const nlohmann::json& json);
double number_of(const nlohmann::json& json);

// Throws std::runtime_error: "not valid JSON: " and `what`.
nlohmann::json parsed_json(std::string_view text, const char* what);
// Where reading ends for what nlohmann's exception says: throws std::runtime_error with `what` in
// front.
[[noreturn]] void refuse_json(const char* what, const char* why);

// What `read` makes of it; throws nothing but std::runtime_error.
template <typename Json, typename Read>
auto read_as(const Json& json, const char* what, Read read) {
  try {
    return read(json);
  } catch (const typename Json::exception& error) {
    refuse_json(what, error.what());
  }
}

}  // namespace crashproof
