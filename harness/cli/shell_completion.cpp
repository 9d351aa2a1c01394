// One function a shell; the frame is fixed text, the tables fill it.
#include "harness/cli/shell_completion.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "harness/cli/help.h"
#include "harness/cli/setting_values.h"
#include "harness/model/printable.h"

namespace crashproof::cli {
namespace {

std::vector<std::string> names_of(const std::vector<Verb>& verbs) {
  std::vector<std::string> names;
  for (const Verb& verb : verbs) names.emplace_back(verb.name);
  return names;
}

std::vector<const Setting*> settings_of(const Verb& verb) {
  std::vector<const Setting*> all;
  for (const OptionGroup& group : options_of(verb))
    all.insert(all.end(), group.settings.begin(), group.settings.end());
  return all;
}

std::string words(const std::vector<std::string>& list) {
  return fmt::format("{}", fmt::join(list, " "));
}

// What bash offers behind an option; nothing where only the user knows.
std::string bash_values(const ValuesOf& values) {
  switch (values.kind) {
    case ValuesOf::Kind::words:
      return fmt::format("crashproof_offer -W {}", shell_quoted(words(values.words)));
    case ValuesOf::Kind::files:
      return "crashproof_offer -f";
    case ValuesOf::Kind::directories:
      return "crashproof_offer -d";
    case ValuesOf::Kind::own:
      break;
  }
  return ":";
}

std::string zsh_action(const ValuesOf& values) {
  switch (values.kind) {
    case ValuesOf::Kind::words:
      return fmt::format("({})", words(values.words));
    case ValuesOf::Kind::files:
      return "_files";
    case ValuesOf::Kind::directories:
      return "_directories";
    case ValuesOf::Kind::own:
      break;
  }
  return " ";
}

std::string fish_values(const ValuesOf& values) {
  switch (values.kind) {
    case ValuesOf::Kind::words:
      return fmt::format(" -x -a {}", shell_quoted(words(values.words)));
    case ValuesOf::Kind::files:
      return " -r -F";
    case ValuesOf::Kind::directories:
      return " -x -a '(__fish_complete_directories)'";
    case ValuesOf::Kind::own:
      break;
  }
  return " -x";
}

// Inside of an _arguments specification these end its parts.
std::string zsh_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string zsh_option(const Setting& setting) {
  const bool repeats = setting.kind == Kind::list;
  std::string spec =
      fmt::format("{}--{}[{}]", repeats ? "*" : "", setting.name, zsh_escaped(setting.help));
  if (setting.kind != Kind::flag)
    spec += fmt::format(":{}:{}", zsh_escaped(setting.placeholder), zsh_action(values_of(setting)));
  return shell_quoted(spec);
}

}  // namespace

std::string bash_completion(const std::vector<Verb>& verbs) {
  std::string options;
  std::vector<std::string> told;
  std::string operands;
  for (const Verb& verb : verbs) {
    std::vector<std::string> of_verb = operands_of(verb.name, names_of(verbs));
    for (const Setting* setting : settings_of(verb)) {
      of_verb.push_back("--" + std::string(setting->name));
      if (setting->kind == Kind::flag || std::ranges::find(told, setting->name) != told.end())
        continue;
      told.emplace_back(setting->name);
      options +=
          fmt::format("    --{}) {}; return ;;\n", setting->name, bash_values(values_of(*setting)));
    }
    of_verb.emplace_back("--help");
    if (verb.command == Command::required) of_verb.emplace_back("--");
    operands +=
        fmt::format("    {}) crashproof_offer -W {} ;;\n", verb.name, shell_quoted(words(of_verb)));
  }
  std::vector<std::string> first = names_of(verbs);
  first.insert(first.end(), {"--help", "--version"});
  return fmt::format(R"(# bash completion for crashproof; made by crashproof completion bash.
_crashproof() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} at
  crashproof_offer() {{ mapfile -t COMPREPLY < <(compgen "$@" -- "$word"); }}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    crashproof_offer -W {}
    return
  fi
  for ((at = 2; at < COMP_CWORD; at++)); do
    [[ ${{COMP_WORDS[at]}} == -- ]] || continue
    # The job: a program, then what it takes.
    if ((at == COMP_CWORD - 1)); then crashproof_offer -c -f; else crashproof_offer -f; fi
    return
  done
  case $before in
{}  esac
  case ${{COMP_WORDS[1]}} in
{}  esac
}}
complete -o bashdefault -F _crashproof crashproof
)",
                     shell_quoted(words(first)), options, operands);
}

std::string zsh_completion(const std::vector<Verb>& verbs) {
  std::string described;
  std::string cases;
  for (const Verb& verb : verbs) {
    described +=
        "    " + shell_quoted(fmt::format("{}:{}", verb.name, zsh_escaped(verb.summary))) + "\n";
    cases += fmt::format("    {}) _arguments", verb.name);
    for (const Setting* setting : settings_of(verb)) cases += " \\\n      " + zsh_option(*setting);
    cases += " \\\n      '--help[say what it does]'";
    const std::vector<std::string> operands = operands_of(verb.name, names_of(verbs));
    if (!operands.empty())
      cases += " \\\n      " + shell_quoted(fmt::format("*:operand:({})", words(operands)));
    cases += " ;;\n";
  }
  return fmt::format(R"(#compdef crashproof
# zsh completion for crashproof; made by crashproof completion zsh.
_crashproof() {{
  local -a verbs=(
{}  )
  if ((CURRENT == 2)); then
    _describe verb verbs
    return
  fi
  local job=${{words[(i)--]}}
  if ((job < CURRENT)); then
    # The job: a program, then what it takes.
    shift $job words
    ((CURRENT -= job))
    _normal
    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
{}  esac
}}
if [[ $funcstack[1] == _crashproof ]]; then _crashproof "$@"; else compdef _crashproof crashproof; fi
)",
                     described, cases);
}

std::string fish_completion(const std::vector<Verb>& verbs) {
  std::string text =
      "# fish completion for crashproof; made by crashproof completion fish.\n"
      "function __crashproof_in_job\n"
      "    contains -- -- (commandline -opc)\n"
      "end\n"
      "complete -c crashproof -f -n 'not __crashproof_in_job'\n"
      "complete -c crashproof -n __crashproof_in_job -F\n"
      "complete -c crashproof -n __crashproof_in_job -a '(__fish_complete_command)'\n"
      "complete -c crashproof -n __fish_use_subcommand -l help -d 'say what it does'\n"
      "complete -c crashproof -n __fish_use_subcommand -l version -d 'print the version'\n";
  for (const Verb& verb : verbs) {
    text += fmt::format("complete -c crashproof -n __fish_use_subcommand -a {} -d {}\n", verb.name,
                        shell_quoted(verb.summary));
    const std::string condition = fmt::format(
        "complete -c crashproof -n '__fish_seen_subcommand_from {}; and not "
        "__crashproof_in_job'",
        verb.name);
    for (const Setting* setting : settings_of(verb)) {
      text += fmt::format("{} -l {} -d {}", condition, setting->name, shell_quoted(setting->help));
      text += setting->kind == Kind::flag ? "\n" : fish_values(values_of(*setting)) + "\n";
    }
    const std::vector<std::string> operands = operands_of(verb.name, names_of(verbs));
    if (!operands.empty())
      text += fmt::format("{} -a {}\n", condition, shell_quoted(words(operands)));
  }
  return text;
}

}  // namespace crashproof::cli
