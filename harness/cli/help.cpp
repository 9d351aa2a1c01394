// Help from the same tables that the parser uses, so that neither can fall behind.
#include "harness/cli/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace crashproof::cli {
namespace {

struct GroupTitle {
  Group group;
  std::string_view title;
};
constexpr std::array group_titles = {
    GroupTitle{Group::subject, "The job"},
    GroupTitle{Group::comparison, "What counts as the same end"},
    GroupTitle{Group::trials, "What is tried, and how"},
    GroupTitle{Group::gate, "Which findings count"},
    GroupTitle{Group::findings, "What becomes of findings"},
    GroupTitle{Group::first_files, "The files"},
    GroupTitle{Group::replay, "The replay"},
    GroupTitle{Group::listing, "The listing"},
    GroupTitle{Group::learning, "The exercises"},
    GroupTitle{Group::rendering, "Where the report goes"},
    GroupTitle{Group::place, "Where things lie"},
    GroupTitle{Group::output, "Output"},
};
constexpr std::size_t widest_option = 30;

std::string option_line(const Setting& setting) {
  std::string left = fmt::format("--{}{}{}", setting.name, setting.placeholder.empty() ? "" : " ",
                                 setting.placeholder);
  if (left.size() <= widest_option)
    return fmt::format("  {:<{}}  {}\n", left, widest_option, setting.help);
  return fmt::format("  {}\n  {:<{}}  {}\n", left, "", widest_option, setting.help);
}

}  // namespace

std::string usage_of(const Verb& verb) {
  return fmt::format("crashproof {} [options]{}{}{}", verb.name, verb.operands.empty() ? "" : " ",
                     verb.operands, verb.command == Command::required ? " -- COMMAND…" : "");
}

std::vector<OptionGroup> options_of(const Verb& verb) {
  std::vector<OptionGroup> groups;
  for (const auto& [group, title] : group_titles) {
    if (std::find(verb.groups.begin(), verb.groups.end(), group) == verb.groups.end()) continue;
    OptionGroup& options = groups.emplace_back(OptionGroup{title, {}});
    for (const Setting& setting : settings())
      if (setting.group == group) options.settings.push_back(&setting);
  }
  return groups;
}

const std::vector<ExitMeaning>& exit_meanings() {
  static const std::vector<ExitMeaning> table = {
      {0, "no finding in what was tested"},
      {1, "findings"},
      {2, "usage or config"},
      {3, "undecided"},
      {4, "no baseline"},
      {5, "no crash point"},
      {6, "replay did not reproduce"},
      {70, "internal"},
      {130, "interrupted"},
  };
  return table;
}

std::string general_help(const std::vector<Verb>& verbs) {
  std::string text =
      "Crashproof: if a job dies here, does running it again end where an uninterrupted run ends?\n"
      "\nExamples:\n";
  for (const Verb& verb : verbs) text += "  " + verb.examples.front() + "\n";
  text += "\nVerbs (crashproof VERB --help has the options):\n";
  std::size_t widest = 0;
  for (const Verb& verb : verbs) widest = std::max(widest, verb.name.size());
  for (const Verb& verb : verbs)
    text += fmt::format("  {:<{}} {}\n", verb.name, widest, verb.summary);
  text +=
      "\nEvery option can also be given as CRASHPROOF_NAME in the environment or as a key of\n"
      "crashproof.toml; flags win over the environment, the environment over the file.\n"
      "\nExit codes:";
  std::size_t column = text.size() - text.rfind('\n');
  for (const ExitMeaning& exit : exit_meanings()) {
    std::string row = fmt::format(" {} {}{}", exit.code, exit.meaning,
                                  &exit == &exit_meanings().back() ? "." : ",");
    constexpr std::size_t widest_line = 96;
    if (column + row.size() > widest_line) {
      text += '\n';
      row.erase(0, 1);
      column = 0;
    }
    column += row.size();
    text += row;
  }
  return text + "\n";
}

std::string help_of(const Verb& verb) {
  std::string text = "Examples:\n";
  for (const std::string& example : verb.examples) text += "  " + example + "\n";
  text += fmt::format("\n{}\n  {}.\n", usage_of(verb), verb.summary);
  for (const auto& [title, options] : options_of(verb)) {
    text += fmt::format("\n{}:\n", title);
    for (const Setting* setting : options) text += option_line(*setting);
  }
  return text;
}

}  // namespace crashproof::cli
