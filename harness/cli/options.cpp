// Merges raw settings before any is applied, so that precedence is decided once, for all of them.
#include "harness/cli/options.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "harness/cli/config.h"
#include "harness/cli/nearest.h"
#include "harness/cli/profiles.h"
#include "harness/cli/values.h"
#include "harness/model/printable.h"

namespace crashproof::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view environment_prefix = "CRASHPROOF_";
constexpr std::string_view config_name = "crashproof.toml";
// What the harness tells a subject that it runs; `failpoint` is a setting by flag and file only.
constexpr std::array told_to_subjects = {"CRASHPROOF_FAILPOINT", "CRASHPROOF_POINTS_FILE"};
constexpr std::string_view run_directory_name = ".crashproof";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

const Setting* setting_of_variable(std::string_view variable) {
  for (const Setting& setting : settings())
    if (environment_name(setting.name) == variable) return &setting;
  return nullptr;
}

std::vector<std::string> variable_names() {
  std::vector<std::string> names;
  for (const Setting& setting : settings()) names.push_back(environment_name(setting.name));
  return names;
}

// Values of `higher` win, setting by setting.
GivenSettings merged(GivenSettings higher, const GivenSettings& lower) {
  higher.insert(lower.begin(), lower.end());
  return higher;
}

// The config file that applies, "" for none.
std::string config_path(const GivenSettings& given, const std::string& directory) {
  if (const auto named = given.find("config"); named != given.end())
    return path_of(named->second, text_of(named->second));
  std::vector<std::string> places;
  if (const auto workspace = given.find("workspace"); workspace != given.end())
    places.push_back(path_of(workspace->second, text_of(workspace->second)));
  places.push_back(directory);
  for (const std::string& place : places) {
    const fs::path path = fs::path(place) / config_name;
    std::error_code absent;
    if (fs::exists(path, absent)) return path.string();
  }
  return "";
}

bool lies_within(const fs::path& inner, const fs::path& outer) {
  const auto [end, unused] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return end == outer.end();
}

void fill_defaults(CampaignOptions& options, const Surroundings& surroundings) {
  Subject& subject = options.subject;
  subject.environment = surroundings.environment;
  if (subject.workspace.empty()) subject.workspace = surroundings.directory;
  std::error_code absent;
  const fs::path canonical = fs::canonical(subject.workspace, absent);
  if (!absent) subject.workspace = canonical.string();
  if (lies_within(surroundings.directory, subject.workspace)) {
    const fs::path start = fs::path(surroundings.directory).lexically_relative(subject.workspace);
    subject.directory = start == "." ? "" : start.string();
  }
  if (options.run_directory.empty())
    options.run_directory = (fs::path(subject.workspace) / run_directory_name).string();
}

}  // namespace

GivenSettings environment_settings(const std::vector<std::string>& environment,
                                   const std::string& base, std::vector<std::string>& unknown) {
  GivenSettings given;
  for (const std::string& entry : environment) {
    if (!entry.starts_with(environment_prefix)) continue;
    const std::string name = entry.substr(0, entry.find('='));
    const std::string value = entry.substr(std::min(name.size() + 1, entry.size()));
    if (std::find(told_to_subjects.begin(), told_to_subjects.end(), name) != told_to_subjects.end())
      continue;
    const Setting* setting = setting_of_variable(name);
    if (setting == nullptr)
      unknown.push_back(name + " is no setting and is ignored" +
                        suggestion(name, variable_names()));
    else if (!value.empty())
      given[std::string(setting->name)] = {
          setting->kind == Kind::list ? lines_of(value) : std::vector<std::string>{value}, name,
          base};
  }
  return given;
}

Surroundings current_surroundings() {
  Surroundings surroundings{fs::current_path().string(), {}};
  for (char** entry = environ; *entry != nullptr; ++entry)
    surroundings.environment.emplace_back(*entry);
  return surroundings;
}

Options options_for(const Invocation& invocation, const Surroundings& surroundings,
                    std::vector<std::string>& warnings) {
  GivenSettings given =
      merged(invocation.flags,
             environment_settings(surroundings.environment, surroundings.directory, warnings));
  const std::string path = config_path(given, surroundings.directory);
  Config config;
  if (!path.empty()) config = read_config(path);
  if (const auto profile = given.find("profile"); profile != given.end())
    given = merged(std::move(given), profile_settings(profile->second, config));
  given = merged(std::move(given), config.settings);

  Options options;
  options.campaign.gate.allowances = config.allowances;
  options.campaign.subject.command = invocation.command;
  for (const Setting& setting : settings())
    if (const auto found = given.find(setting.name); found != given.end())
      setting.apply(options, found->second);
  if (const auto command = given.find(command_key); command != given.end() &&
                                                    invocation.command.empty() &&
                                                    invocation.verb->command == Command::required)
    options.campaign.subject.command = command->second.values;
  fill_defaults(options.campaign, surroundings);
  return options;
}

std::string replay_options(const CampaignOptions& options, const std::string& directory) {
  const Subject& subject = options.subject;
  const CampaignOptions defaults;
  std::vector<std::string> words;
  const auto add = [&words](std::string_view name, const std::string& value) {
    words.insert(words.end(), {"--" + std::string(name), value});
  };
  const auto add_all = [&add](std::string_view name, const std::vector<std::string>& values) {
    for (const std::string& value : values) add(name, value);
  };
  if (subject.workspace != directory) add("workspace", subject.workspace);
  // A resume is always a shell's command line: /bin/sh -c TEXT.
  if (!subject.resume.empty()) add("resume", subject.resume.back());
  add_all("allow-write", subject.allow_write);
  if (subject.pin_clock) words.emplace_back("--pin-clock");
  if (subject.pin_random) words.emplace_back("--pin-random");
  if (!subject.reset.empty()) add("reset", subject.reset);
  if (!subject.state_command.empty()) add("state-command", subject.state_command);
  add_all("key", subject.comparison.keys);
  if (subject.comparison.dedup_whole_record) add("dedup", "record");
  add_all("ignore", subject.comparison.ignores);
  add_all("state", subject.comparison.states);
  add_all("item", options.items);
  if (options.limits.redo_bound) {
    add("redo-bound", std::to_string(*options.limits.redo_bound));
  } else if (options.measure_redo || options.everything) {
    words.emplace_back("--redo");
  }
  if (options.limits.promises.empty()) words.emplace_back("--no-promises");
  if (options.restarts != defaults.restarts) add("restarts", std::to_string(options.restarts));
  if (options.limit_seconds != defaults.limit_seconds)
    add("time-limit", fmt::format("{}", options.limit_seconds));
  return shell_quoted(words);
}

}  // namespace crashproof::cli
