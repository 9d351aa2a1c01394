// TOML to raw settings; the types are checked here, the values where every setting is applied.
#include "harness/cli/config.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "harness/cli/nearest.h"

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
  if (setting == nullptr || key == "config") return std::nullopt;
  return setting->kind;
}

std::vector<std::string> known_keys() {
  std::vector<std::string> keys = setting_names();
  std::erase(keys, "config");
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

}  // namespace

GivenSettings parse_config(std::string_view text, const std::string& file,
                           const std::string& base) {
  toml::table table;
  try {
    table = toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw UsageError(fmt::format("{}: {}", place(file, error.source()), error.description()));
  }
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

GivenSettings read_config(const std::string& path) {
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream || std::filesystem::is_directory(path))
    throw UsageError(fmt::format("{}: cannot be read", path));
  return parse_config(text.str(), path, std::filesystem::path(path).parent_path().string());
}

}  // namespace crashproof::cli
