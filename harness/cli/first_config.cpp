// Sections, each a comment that says what its key is for, and then the key, commented out where
// Crashproof is right without it.
#include "harness/cli/first_config.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/campaign/estimate.h"
#include "harness/model/printable.h"

namespace crashproof::cli {
namespace {

constexpr std::size_t most_rows = 12;  // of a list; what the job does a thousand times looks alike

// A basic string of TOML.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : valid_utf8(text)) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      result += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string array_of(const std::vector<std::string>& values) {
  std::string text = "[";
  for (std::size_t i = 0; i < std::min(values.size(), most_rows); ++i)
    text += (i == 0 ? "" : ", ") + quoted(values[i]);
  return text + "]";
}

std::string how_many_more(std::size_t count) {
  return count > most_rows ? fmt::format("#   … and {} more\n", count - most_rows) : "";
}

std::string numbers(const FirstLook& look) {
  return fmt::format(
      "# A crash-free run took {:.2f} s and made {} events that change files; kills leave {} "
      "distinct\n"
      "# states of them. crashproof audit resumes the job from each: about {} with {} worker{}.\n"
      "# For less: --sample 40, --budget 60s, or --profile quick.\n",
      look.run_seconds, look.events, look.states, duration_text(look.estimated_seconds),
      look.workers, look.workers == 1 ? "" : "s");
}

std::string roles(const FirstLook& look) {
  if (look.roles.empty()) return "";
  std::string text = "\n# What the job leaves, and the part that each file plays by its use:\n";
  std::size_t widest = 0;
  for (const auto& [path, role] : look.roles) widest = std::max(widest, printable(path).size());
  for (std::size_t i = 0; i < std::min(look.roles.size(), most_rows); ++i) {
    const auto& [path, role] = look.roles[i];
    text += fmt::format("#   {:<{}}  {}\n", printable(path), widest, name_of(role));
  }
  text += how_many_more(look.roles.size());
  const auto& [path, role] = look.roles.front();
  return text + "# Where that is wrong, causes are named better with it put right:\n# role = [" +
         quoted(path + ":" + std::string(name_of(role))) + "]\n";
}

std::string keys(const FirstLook& look) {
  const bool some = !look.keys.empty();
  return "\n# Fields that tell records apart. Where one is declared, a record that a resume writes "
         "again is\n# a duplicate that can be removed, and no finding. Declare it only if "
         "something removes them.\n# key = " +
         array_of(some ? look.keys : std::vector<std::string>{"out.csv:id"}) + "\n" +
         how_many_more(look.keys.size());
}

std::string set_aside(const FirstLook& look) {
  if (look.set_aside.empty())
    return "\n# Two crash-free runs left the same, so everything is compared. To leave something "
           "out:\n# ignore = [\"*.log\", \"state.json#updated_at\"]\n";
  return "\n# Two crash-free runs do not agree on these, so that audits leave them out by "
         "themselves. "
         "Written\n# down they stay left out; pin-clock or pin-random may make them agree.\n# "
         "ignore "
         "= " +
         array_of(look.set_aside) + "\n" + how_many_more(look.set_aside.size()) +
         "# pin-clock = true\n# pin-random = true\n";
}

std::string items(const FirstLook& look) {
  if (look.items.size() < 2) return "";  // one is no measure of what is done again
  return "\n# Items of work, of which --redo counts those that a resume does again:\n# item = " +
         array_of(look.items) + "\n" + how_many_more(look.items.size());
}

std::string outside(const FirstLook& look) {
  std::string text;
  if (!look.refused_writes.empty()) {
    text += "\n# The job writes outside of its workspace, which is refused unless it is allowed:\n";
    for (std::size_t i = 0; i < std::min(look.refused_writes.size(), most_rows); ++i)
      text += fmt::format("#   {} {}\n", printable(look.refused_writes[i].what),
                          printable(look.refused_writes[i].detail));
    text += "# allow-write = [\"/path\"]\n";
  }
  if (look.messages > 0)
    text += fmt::format(
        "\n# {} messages left through sockets. What they change elsewhere is put back and "
        "compared\n"
        "# by commands of yours:\n# reset = \"…\"\n# state-command = \"…\"\n",
        look.messages);
  return text;
}

std::string learned(const FirstLook& look) {
  if (look.problem)
    return "# No crash-free run is a baseline yet, and without one nothing can be audited:\n#   " +
           printable(look.problem->what) + "\n#   " + printable(look.problem->what_to_do) + "\n";
  return numbers(look) + roles(look) + keys(look) + set_aside(look) + items(look) + outside(look);
}

constexpr std::string_view opening =
    "# What Crashproof does with this job. A key is an option of the command line without its "
    "dashes:\n# crashproof audit --help lists them. Flags win over the environment, the "
    "environment over this file.\n\n";

constexpr std::string_view closing =
    "\n# What crashproof ci does otherwise than crashproof audit (any profile: --profile NAME):\n"
    "[profile.ci]\n"
    "budget = \"5m\"           # begin no trial after that; the most telling come first\n"
    "# min-coverage = \"80%\"  # exit 3 if fewer of the states came to a verdict\n"
    "\n# Findings that you live with: told, but no reason to fail.\n"
    "# [[allow]]\n"
    "# code = \"CP010\"        # or \"unclassified\"\n"
    "# reason = \"the loader drops duplicates\"\n"
    "# until = 2027-01-31     # the last day; without it for ever\n"
    "# path = \"out.csv\"      # only findings that harm nothing else\n";

}  // namespace

std::string first_config(const std::vector<std::string>& command, const std::string& resume,
                         const std::optional<FirstLook>& look) {
  std::string text(opening);
  text += "command = [";
  for (const std::string& word : command) text += (text.ends_with('[') ? "" : ", ") + quoted(word);
  text += "]\n";
  text += resume.empty() ? "# resume = \"…\"           # if another command goes on with the job\n"
                         : "resume = " + quoted(resume) + "\n";
  text += "\n";
  text += look ? learned(*look)
               : "# What the job touches, and how long an audit takes: crashproof probe\n";
  return text + std::string(closing);
}

}  // namespace crashproof::cli
