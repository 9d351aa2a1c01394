// Read through toml++, written as text, so that comments and order stay.
#include "harness/cli/regressions_file.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <set>
#include <stdexcept>
#include <string_view>

#include "harness/cli/fault_choice.h"
#include "harness/cli/nearest.h"
#include "harness/cli/user_file.h"
#include "harness/model/printable.h"
#include "harness/model/schedule.h"

namespace crashproof::cli {
namespace {

constexpr std::string_view file_name = "crashproof-regressions.toml";
constexpr std::string_view table_name = "regression";
constexpr std::array<std::string_view, 5> keys{"schedule", "code", "trace", "command", "options"};
constexpr std::string_view opening =
    "# Schedules that have failed once. crashproof audit tries them before all others;\n"
    "# crashproof audit --save-regressions and crashproof replay --save add to them.\n";

struct Entry {
  Regression regression;
  std::string command;  // "": of any command
};

[[noreturn]] void reject(const std::string& place, const std::string& what) {
  throw UsageError(fmt::format("{}: {}", place, what));
}

std::string place_of(const std::string& file, const toml::source_region& source) {
  return fmt::format("{}:{}", file, source.begin.line);
}

std::string text_of(const toml::table& table, std::string_view key, const std::string& file) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return "";
  const auto text = node->value_exact<std::string>();
  if (!text) reject(place_of(file, node->source()), fmt::format("{} must be a string", key));
  return *text;
}

void check_keys(const toml::table& table, const std::string& file) {
  for (const auto& [key, node] : table) {
    if (std::ranges::find(keys, key.str()) != keys.end()) continue;
    reject(place_of(file, key.source()),
           fmt::format("unknown key {}{}", key.str(),
                       suggestion(key.str(), {keys.begin(), keys.end()})));
  }
}

void check_schedule_at(const std::string& place, const std::string& schedule) {
  if (schedule.empty()) reject(place, "a regression needs a schedule");
  try {
    for (const ScheduleStep& step : parse_schedule(schedule).steps) {
      const std::string problem = problem_of_step(step);
      if (!problem.empty()) reject(place, "schedule: " + problem);
    }
  } catch (const std::invalid_argument& error) {
    reject(place, error.what());
  }
}

Entry entry_of(const toml::node& node, const std::string& file) {
  const std::string place = place_of(file, node.source());
  const toml::table* table = node.as_table();
  if (table == nullptr) reject(place, "write a regression as [[regression]]");
  check_keys(*table, file);
  Entry entry;
  entry.regression = {text_of(*table, "schedule", file), text_of(*table, "code", file), place};
  entry.command = text_of(*table, "command", file);
  for (const std::string_view key : {"trace", "options"}) text_of(*table, key, file);
  const toml::node* schedule = table->get("schedule");
  check_schedule_at(schedule == nullptr ? place : place_of(file, schedule->source()),
                    entry.regression.schedule);
  return entry;
}

std::vector<Entry> parse(const std::string& text, const std::string& file) {
  toml::table table;
  try {
    table = toml::parse(text);
  } catch (const toml::parse_error& error) {
    reject(place_of(file, error.source()), std::string(error.description()));
  }
  std::vector<Entry> entries;
  for (const auto& [key, node] : table) {
    const toml::array* array = node.as_array();
    if (key.str() != table_name || array == nullptr)
      reject(place_of(file, key.source()),
             fmt::format("{} is not known here: write regressions as [[regression]]", key.str()));
    for (const toml::node& element : *array) entries.push_back(entry_of(element, file));
  }
  return entries;
}

// "" if there is no such file; a link that leads nowhere is one.
std::string read_text(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(std::filesystem::symlink_status(path, error))) return "";
  const std::optional<std::string> text = read_user_file(path);
  if (!text) reject(std::string(file_name), "cannot be read");
  return *text;
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      result += c;
    }
  }
  return result + "\"";
}

std::string command_line(const Subject& subject) {
  return shell_quoted(subject.command);
}

}  // namespace

std::string regressions_path(const Subject& subject) {
  return subject.workspace + "/" + std::string(file_name);
}

RegressionsFile read_regressions(const Subject& subject) {
  RegressionsFile found;
  const std::string text = read_text(regressions_path(subject));
  for (Entry& entry : parse(text, std::string(file_name))) {
    if (!entry.command.empty() && entry.command != command_line(subject)) {
      ++found.of_others;
    } else {
      found.of_this_command.push_back(std::move(entry.regression));
    }
  }
  return found;
}

std::size_t save_regressions(const std::vector<FailedSchedule>& failed, const std::string& trace,
                             const Subject& subject, const std::string& options) {
  const std::string path = regressions_path(subject);
  std::string text = read_text(path);
  std::set<std::string> known;
  for (const Regression& regression : read_regressions(subject).of_this_command)
    known.insert(to_string(parse_schedule(regression.schedule)));
  if (text.empty()) text = opening;
  if (text.back() != '\n') text += '\n';
  std::size_t added = 0;
  for (const auto& [schedule, code] : failed) {
    // TOML holds no other text, and a name may be made of any bytes.
    if (valid_utf8(schedule) != schedule) continue;
    if (!known.insert(schedule).second) continue;
    text += fmt::format("\n[[{}]]\n", table_name);
    if (!code.empty()) text += fmt::format("code = {}\n", quoted(code));
    text += fmt::format("schedule = {}\ntrace = {}\ncommand = {}\n", quoted(schedule),
                        quoted(trace), quoted(command_line(subject)));
    if (!options.empty()) text += fmt::format("options = {}\n", quoted(options));
    ++added;
  }
  if (added > 0) replace_user_file(path, text);
  return added;
}

}  // namespace crashproof::cli
