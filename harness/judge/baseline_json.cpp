// JSON strings are UTF-8, file names are bytes: a string that is none is stored as an array of its
// byte values.
#include "harness/judge/baseline_json.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "harness/model/printable.h"

namespace crashproof {
namespace {

using nlohmann::json;

constexpr int version = 1;

constexpr std::array<std::pair<FileType, std::string_view>, 4> types{{
    {FileType::regular, "file"},
    {FileType::directory, "directory"},
    {FileType::symlink, "symlink"},
    {FileType::other, "other"},
}};

json from_type(FileType type) {
  for (const auto& [candidate, name] : types) {
    if (candidate == type) return name;
  }
  return types.back().second;
}

FileType to_type(const json& value) {
  const auto text = value.get<std::string>();
  for (const auto& [type, name] : types) {
    if (name == text) return type;
  }
  throw std::runtime_error("no type of file: " + printable(text));
}

json from_bytes(const std::string& bytes) {
  if (valid_utf8(bytes) == bytes) return bytes;
  json values = json::array();
  for (const char c : bytes) values.push_back(static_cast<unsigned char>(c));
  return values;
}

std::string to_bytes(const json& value) {
  if (!value.is_array()) return value.get<std::string>();
  std::string bytes;
  for (const json& byte : value) bytes += static_cast<char>(byte.get<unsigned char>());
  return bytes;
}

template <typename Strings>
json from_strings(const Strings& strings) {
  json values = json::array();
  for (const std::string& text : strings) values.push_back(from_bytes(text));
  return values;
}

template <typename Strings>
Strings to_strings(const json& values) {
  Strings strings;
  for (const json& value : values) strings.insert(strings.end(), to_bytes(value));
  return strings;
}

// Lists of [path, …] instead of objects, since member names would have to be UTF-8.
json from_tree(const FileTree& tree) {
  json values = json::array();
  for (const auto& [path, entry] : tree) {
    values.push_back({from_bytes(path), from_type(entry.type), entry.mode, entry.size,
                      from_bytes(entry.content)});
  }
  return values;
}

FileTree to_tree(const json& values) {
  FileTree tree;
  for (const json& value : values) {
    tree[to_bytes(value.at(0))] = {to_type(value.at(1)), value.at(2).get<std::uint32_t>(),
                                   value.at(3).get<std::uint64_t>(), to_bytes(value.at(4))};
  }
  return tree;
}

json from_set_aside(const std::map<std::string, std::set<std::string>>& set_aside) {
  json values = json::array();
  for (const auto& [part, fields] : set_aside) {
    values.push_back(json::array({from_bytes(part), from_strings(fields)}));
  }
  return values;
}

json from_companions(const std::map<std::string, std::string>& companions) {
  json values = json::array();
  for (const auto& [path, owner] : companions) {
    values.push_back(json::array({from_bytes(path), from_bytes(owner)}));
  }
  return values;
}

Baseline read(const json& value) {
  if (value.at("version") != version) {
    throw std::runtime_error(
        fmt::format("version {}, expected {}", value.at("version").dump(), version));
  }
  Baseline baseline;
  baseline.initial = to_tree(value.at("initial"));
  baseline.final = to_tree(value.at("final"));
  baseline.command_output = to_bytes(value.at("command_output"));
  for (const json& entry : value.at("set_aside")) {
    baseline.set_aside[to_bytes(entry.at(0))] = to_strings<std::set<std::string>>(entry.at(1));
  }
  baseline.reasons = to_strings<std::vector<std::string>>(value.at("reasons"));
  baseline.transient_globs = to_strings<std::set<std::string>>(value.at("transient_globs"));
  for (const json& entry : value.at("companions")) {
    baseline.companions[to_bytes(entry.at(0))] = to_bytes(entry.at(1));
  }
  baseline.rerun_code = value.at("rerun_code").get<int>();
  baseline.rerun_changes_nothing = value.at("rerun_changes_nothing").get<bool>();
  baseline.seconds = value.at("seconds").get<double>();
  return baseline;
}

}  // namespace

std::string to_json(const Baseline& baseline) {
  const json value = {{"version", version},
                      {"initial", from_tree(baseline.initial)},
                      {"final", from_tree(baseline.final)},
                      {"command_output", from_bytes(baseline.command_output)},
                      {"set_aside", from_set_aside(baseline.set_aside)},
                      {"reasons", from_strings(baseline.reasons)},
                      {"transient_globs", from_strings(baseline.transient_globs)},
                      {"companions", from_companions(baseline.companions)},
                      {"rerun_code", baseline.rerun_code},
                      {"rerun_changes_nothing", baseline.rerun_changes_nothing},
                      {"seconds", baseline.seconds}};
  return value.dump(1) + "\n";
}

Baseline baseline_from_json(std::string_view text) {
  try {
    return read(json::parse(text));
  } catch (const json::exception&) {
    throw std::runtime_error("not a stored baseline: not the JSON that was expected");
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(fmt::format("not a stored baseline: {}", error.what()));
  }
}

}  // namespace crashproof
