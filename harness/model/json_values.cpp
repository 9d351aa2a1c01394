// nlohmann converts between kinds of numbers without a word, so kinds are looked at first.
#include "harness/model/json_values.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace crashproof {

using Json = nlohmann::json;

namespace {

char byte_of(const Json& json) {
  const std::uint64_t byte = count_of(json);
  if (byte > std::numeric_limits<unsigned char>::max()) throw std::runtime_error("no byte");
  return static_cast<char>(byte);
}

const Json& checked_list(const Json& json) {
  if (!json.is_array()) throw std::runtime_error("not a list");
  return json;
}

Json code_place_json(const CodePlace& place) {
  return {{"file", text_json(place.file)},
          {"line", place.line},
          {"function", text_json(place.function)}};
}

CodePlace code_place_of(const Json& json) {
  const std::uint64_t line = count_of(json.at("line"));
  if (line > std::numeric_limits<unsigned>::max()) throw std::runtime_error("no line of a file");
  return {text_of(json.at("file")), static_cast<unsigned>(line), text_of(json.at("function"))};
}

}  // namespace

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
  for (const Json& byte : checked_list(json)) text.push_back(byte_of(byte));
  return text;
}

Json list_json(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(text_json(text));
  return list;
}

std::vector<std::string> list_of(const Json& json) {
  std::vector<std::string> texts;
  for (const Json& text : checked_list(json)) texts.push_back(text_of(text));
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
  CrashPoint point{count_of(json.at("after")), std::nullopt};
  if (json.contains("cut_bytes")) point.cut_bytes = count_of(json.at("cut_bytes"));
  return point;
}

Json call_site_json(const CallSite& site) {
  Json stack = Json::array();
  for (const CodePlace& place : site.stack) stack.push_back(code_place_json(place));
  Json json = code_place_json(site.place);
  json["command"] = text_json(site.command);
  json["stack"] = std::move(stack);
  return json;
}

CallSite call_site_of(const Json& json) {
  CallSite site{code_place_of(json), text_of(json.at("command")), {}};
  for (const Json& place : json.at("stack")) site.stack.push_back(code_place_of(place));
  return site;
}

std::uint64_t count_of(const Json& json) {
  if (!json.is_number_unsigned()) throw std::runtime_error("not a count");
  return json.get<std::uint64_t>();
}

int whole_of(const Json& json) {
  const bool fits =
      json.is_number_integer() &&
      (json.is_number_unsigned() ? json.get<std::uint64_t>() <= std::numeric_limits<int>::max()
                                 : json.get<std::int64_t>() >= std::numeric_limits<int>::min());
  if (!fits) throw std::runtime_error("not a whole number");
  return json.get<int>();
}

double number_of(const Json& json) {
  if (!json.is_number()) throw std::runtime_error("not a number");
  return json.get<double>();
}

Json parsed_json(std::string_view text, const char* what) {
  try {
    return Json::parse(text);
  } catch (const Json::exception&) {
    throw std::runtime_error(std::string("not valid JSON: ") + what);
  }
}

void refuse_json(const char* what, const char* why) {
  throw std::runtime_error(std::string(what) + ": " + why);
}

}  // namespace crashproof
