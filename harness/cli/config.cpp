// TOML to raw settings; the types are checked here, the values where every setting is applied.
#include "harness/cli/config.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>

#include "harness/cli/gate_values.h"
#include "harness/cli/nearest.h"
#include "harness/cli/user_file.h"

namespace crashproof::cli {
namespace {

using Values = std::vector<std::string>;

std::optional<Values> one_text(const toml::node& node) {
  const auto text = node.value_exact<std::string>();
  if (!text) return std::nullopt;
  return Values{*text};
}

std::optional<Values> texts(const toml::node& node) {
  const toml::array* array = node.as_array();
  if (array == nullptr) return one_text(node);
  Values values;
  for (const toml::node& element : *array) {
    const auto text = element.value_exact<std::string>();
    if (!text) return std::nullopt;
    values.push_back(*text);
  }
  return values;
}

std::optional<Values> one_number(const toml::node& node) {
  const auto number = node.value_exact<std::int64_t>();
  if (!number) return std::nullopt;
  return Values{std::to_string(*number)};
}

std::optional<Values> some_seconds(const toml::node& node) {
  const auto number = node.value_exact<double>();
  return number ? Values{fmt::format("{}", *number)} : one_number(node);
}

std::optional<Values> one_flag(const toml::node& node) {
  const auto flag = node.value_exact<bool>();
  if (!flag) return std::nullopt;
  return Values{*flag ? "true" : "false"};
}

struct Reader {
  Kind kind;
  std::string_view expected;
  std::optional<Values> (*read)(const toml::node& node);
};
constexpr std::array readers = {
    Reader{Kind::text, "a string", one_text},
    Reader{Kind::list, "a string or an array of strings", texts},
    Reader{Kind::number, "a whole number", one_number},
    Reader{Kind::seconds, "a number", some_seconds},
    Reader{Kind::flag, "true or false", one_flag},
};

std::string place(const std::string& file, const toml::source_region& source) {
  return fmt::format("{}:{}", file, source.begin.line);
}

// The settings that a file can hold.
std::optional<Kind> kind_of_key(std::string_view key) {
  if (key == command_key) return Kind::list;
  const Setting* setting = setting_named(key);
  if (setting == nullptr || key == "config" || key == "profile") return std::nullopt;
  return setting->kind;
}

std::vector<std::string> known_keys() {
  std::vector<std::string> keys = setting_names();
  std::erase_if(keys, [](const std::string& key) { return key == "config" || key == "profile"; });
  keys.emplace_back(command_key);
  return keys;
}

Given read_value(std::string_view key, Kind kind, const toml::node& node, const std::string& at,
                 const std::string& base) {
  const auto* reader = std::find_if(readers.begin(), readers.end(),
                                    [kind](const Reader& row) { return row.kind == kind; });
  auto values = reader->read(node);
  if (!values) throw UsageError(fmt::format("{}: {} must be {}", at, key, reader->expected));
  return {std::move(*values), fmt::format("{}: {}", at, key), base};
}

GivenSettings read_settings(const toml::table& table, const std::string& file,
                            const std::string& base) {
  GivenSettings given;
  for (const auto& [key, node] : table) {
    const std::string at = place(file, key.source());
    const auto kind = kind_of_key(key.str());
    if (!kind)
      throw UsageError(
          fmt::format("{}: unknown key {}{}", at, key.str(), suggestion(key.str(), known_keys())));
    given[std::string(key.str())] = read_value(key.str(), *kind, node, at, base);
  }
  return given;
}

// Takes [profile.NAME] out of the table.
void take_profiles(toml::table& table, const std::string& file, const std::string& base,
                   Config& config) {
  const toml::node* node = table.get("profile");
  if (node == nullptr) return;
  const toml::table* profiles = node->as_table();
  if (profiles == nullptr)
    throw UsageError(
        fmt::format("{}: profile must be tables, as in [profile.ci]", place(file, node->source())));
  for (const auto& [name, keys] : *profiles) {
    if (keys.as_table() == nullptr)
      throw UsageError(fmt::format("{}: {} must be a table, as in [profile.{}]",
                                   place(file, name.source()), name.str(), name.str()));
    config.profiles[std::string(name.str())] = read_settings(*keys.as_table(), file, base);
  }
  table.erase("profile");
}

std::string text_or_date(const toml::node& node, const std::string& at, std::string_view key) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  const auto date = node.value_exact<toml::date>();
  if (!date || key != "until") throw UsageError(fmt::format("{}: {} must be a string", at, key));
  return fmt::format("{:04}-{:02}-{:02}", date->year, date->month, date->day);
}

Allowance read_allowance(const toml::table& table, const std::string& file) {
  Allowance allowance;
  allowance.place = place(file, table.source());
  const std::map<std::string_view, std::string*> members = {{"code", &allowance.code},
                                                            {"reason", &allowance.reason},
                                                            {"path", &allowance.path},
                                                            {"until", &allowance.until}};
  for (const auto& [key, node] : table) {
    const std::string at = place(file, key.source());
    const auto member = members.find(key.str());
    if (member == members.end())
      throw UsageError(fmt::format("{}: unknown key {}{}", at, key.str(),
                                   suggestion(key.str(), {"code", "reason", "path", "until"})));
    *member->second = text_or_date(node, at, key.str());
  }
  check_allowance(allowance);
  return allowance;
}

// Takes [[allow]] out of the table; `allow = [...]` is a setting like others.
void take_allowances(toml::table& table, const std::string& file, Config& config) {
  const toml::array* list = table.get_as<toml::array>("allow");
  if (list == nullptr || list->empty() || !list->is_homogeneous<toml::table>()) return;
  for (const toml::node& entry : *list)
    config.allowances.push_back(read_allowance(*entry.as_table(), file));
  table.erase("allow");
}

}  // namespace

Config parse_config(std::string_view text, const std::string& file, const std::string& base) {
  toml::table table;
  try {
    table = toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw UsageError(fmt::format("{}: {}", place(file, error.source()), error.description()));
  }
  Config config;
  take_profiles(table, file, base, config);
  take_allowances(table, file, config);
  config.settings = read_settings(table, file, base);
  return config;
}

Config read_config(const std::string& path) {
  const std::optional<std::string> text = read_user_file(path);
  if (!text) throw UsageError(fmt::format("{}: cannot be read: there is no such file", path));
  return parse_config(*text, path, std::filesystem::path(path).parent_path().string());
}

}  // namespace crashproof::cli
