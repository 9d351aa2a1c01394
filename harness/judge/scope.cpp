// Reads the rules' small languages: "PATTERN", "PATTERN#FIELD", "PATTERN#TABLE",
// "PATTERN#TABLE#FIELD" and "PATTERN:FIELD,FIELD" for keys. A quoted '#' or ':' is part of the
// pattern.
#include "harness/judge/scope.h"

#include <algorithm>

#include "harness/judge/baseline.h"
#include "harness/judge/path_pattern.h"

namespace crashproof {
namespace {

// Splits at separators that no '\' quotes. Never empty.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == separator) {
      parts.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  parts.push_back(text.substr(begin));
  return parts;
}

// People may write a JSON pointer with its first '/'; our field names come without.
std::string_view field_of(std::string_view text) {
  if (text.size() > 1 && text.front() == '/') text.remove_prefix(1);
  return text;
}

struct Key {
  std::string_view pattern;
  std::vector<std::string> fields;
};

Key parse_key(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {text, {}};
  Key key{text.substr(0, colon), {}};
  for (const std::string_view field : split(text.substr(colon + 1), ',')) {
    if (!field.empty()) key.fields.emplace_back(field_of(field));
  }
  return key;
}

}  // namespace

std::string table_path(std::string_view path, std::string_view table) {
  std::string name(path);
  if (!table.empty()) name.append("#").append(table);
  return name;
}

Scope::Scope(const ComparisonRules& rules,
             const std::map<std::string, std::set<std::string>>& set_aside)
    : rules_(rules), set_aside_(set_aside) {}

bool Scope::covers(std::string_view path) const {
  const auto matches = [path](const std::string& rule) {
    const auto parts = split(rule, '#');
    return parts.size() == 1 && path_matches(parts[0], path);
  };
  if (std::any_of(rules_.ignores.begin(), rules_.ignores.end(), matches)) return false;
  return rules_.states.empty() ||
         std::any_of(rules_.states.begin(), rules_.states.end(),
                     [path](const std::string& state) { return path_matches(state, path); });
}

FileTree Scope::covered(const FileTree& tree) const {
  FileTree result;
  for (const auto& [path, entry] : tree) {
    if (covers(path)) result.emplace_hint(result.end(), path, entry);
  }
  return result;
}

bool Scope::set_aside(const std::string& path, std::string_view field) const {
  const auto fields = set_aside_.find(path);
  return fields != set_aside_.end() && fields->second.contains(std::string(field));
}

// "PATTERN#PART" means the table or the field of that name, "PATTERN#TABLE#FIELD" just one field.
bool Scope::ignored_part(std::string_view path, std::string_view table,
                         std::string_view part) const {
  return std::any_of(rules_.ignores.begin(), rules_.ignores.end(), [&](const std::string& rule) {
    const auto parts = split(rule, '#');
    if (parts.size() < 2 || parts.size() > 3 || !path_matches(parts[0], path)) return false;
    if (parts.size() == 3 && (table.empty() || parts[1] != table)) return false;
    return field_of(parts.back()) == part;
  });
}

bool Scope::compares_content(const std::string& path) const {
  return !set_aside(path, "");
}

bool Scope::compares_permissions(const std::string& path) const {
  return !set_aside(path, permissions_field);
}

bool Scope::compares_table(const std::string& path, const std::string& table) const {
  if (set_aside(table_path(path, table), "")) return false;
  return table.empty() || !ignored_part(path, "", table);
}

bool Scope::compares_field(const std::string& path, const std::string& table,
                           const std::string& field) const {
  return !set_aside(path, field) && !set_aside(table_path(path, table), field) &&
         !ignored_part(path, table, field);
}

std::vector<std::vector<std::string>> Scope::keys(const std::string& path,
                                                  const std::string& table) const {
  std::vector<std::vector<std::string>> keys;
  for (const std::string& rule : rules_.keys) {
    Key key = parse_key(rule);
    const auto parts = split(key.pattern, '#');
    if (key.fields.empty() || !path_matches(parts[0], path)) continue;
    if (parts.size() > 1 && parts[1] != table) continue;
    keys.push_back(std::move(key.fields));
  }
  return keys;
}

}  // namespace crashproof
