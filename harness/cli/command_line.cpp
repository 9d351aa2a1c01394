// Options go before "--", the command after it, so that no option of the command is taken for ours.
#include "harness/cli/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "harness/cli/nearest.h"
#include "harness/model/printable.h"

namespace crashproof::cli {
namespace {

bool concerns(const Verb& verb, const Setting& setting) {
  return std::find(verb.groups.begin(), verb.groups.end(), setting.group) != verb.groups.end();
}

std::vector<std::string> options_of(const Verb& verb) {
  std::vector<std::string> names;
  for (const Setting& setting : settings())
    if (concerns(verb, setting)) names.push_back("--" + std::string(setting.name));
  return names;
}

// Why a word that is neither an option nor an operand is here.
[[noreturn]] void reject_words(const Verb& verb, const std::vector<std::string>& words) {
  const auto option = std::find_if(words.begin(), words.end(),
                                   [](const std::string& word) { return word.starts_with('-'); });
  if (option != words.end()) {
    const std::string name = option->substr(0, option->find('='));
    const std::string elsewhere = name.size() > 2 && setting_named(name.substr(2)) != nullptr
                                      ? fmt::format("; {} has no use for it", verb.name)
                                      : suggestion(name, options_of(verb));
    throw UsageError(fmt::format("unknown option {}{} (crashproof {} --help lists them)", name,
                                 elsewhere, verb.name));
  }
  if (verb.command == Command::required)
    throw UsageError(fmt::format("write the command after --, as in: crashproof {} -- {}",
                                 verb.name, shell_quoted(words)));
  throw UsageError(
      fmt::format("{} is too much; see crashproof {} --help", words.back(), verb.name));
}

void check_operands(const Verb& verb, const std::vector<std::string>& words) {
  const bool has_option = std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return word.size() > 1 && word.starts_with('-');
  });
  if (has_option || words.size() > verb.most_operands) reject_words(verb, words);
  if (words.size() < verb.least_operands)
    throw UsageError(
        fmt::format("{} needs {}, as in: {}", verb.name, verb.operands, verb.examples.front()));
}

// CLI11 writes into these while it parses.
struct Landing {
  std::map<std::string, std::vector<std::string>> values;
  std::map<std::string, bool> flags;
};

void add_option(CLI::App& app, const Setting& setting, Landing& landing) {
  const std::string name(setting.name);
  if (setting.kind == Kind::flag)
    app.add_flag("--" + name, landing.flags[name]);
  else
    app.add_option("--" + name, landing.values[name])->allow_extra_args(false)->take_all();
}

GivenSettings given_flags(const CLI::App& app, const Landing& landing, const std::string& base) {
  GivenSettings given;
  for (const auto& [name, values] : landing.values)
    if (app.count("--" + name) > 0) given[name] = {values, "--" + name, base};
  for (const auto& [name, on] : landing.flags)
    if (app.count("--" + name) > 0) given[name] = {{on ? "true" : "false"}, "--" + name, base};
  return given;
}

}  // namespace

Invocation parse_command_line(const Verb& verb, const std::vector<std::string>& words,
                              const std::string& directory) {
  const auto separator = std::find(words.begin(), words.end(), "--");
  // CLI11 takes its words from the back.
  std::vector<std::string> ours(words.begin(), separator);
  std::reverse(ours.begin(), ours.end());

  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  Landing landing;
  for (const Setting& setting : settings())
    if (concerns(verb, setting)) add_option(app, setting, landing);
  try {
    app.parse(std::move(ours));
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what());
  }
  Invocation invocation{&verb, given_flags(app, landing, directory), app.remaining(), {}, nullptr};
  check_operands(verb, invocation.operands);
  if (separator != words.end()) invocation.command.assign(separator + 1, words.end());
  if (verb.command == Command::none && !invocation.command.empty())
    throw UsageError(fmt::format("{} takes its command from the run directory; leave out -- {}",
                                 verb.name, shell_quoted(invocation.command)));
  return invocation;
}

}  // namespace crashproof::cli
