// The man macros of roff, as few as it takes.
#include "harness/cli/manual_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "harness/cli/help.h"

namespace crashproof::cli {
namespace {

// Text that no line of takes for a request, and in which a dash can be copied.
std::string roff(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\') {
      escaped += "\\e";
    } else if (c == '-') {
      escaped += "\\-";
    } else {
      escaped += c;
    }
  }
  const bool is_request = !escaped.empty() && (escaped[0] == '.' || escaped[0] == '\'');
  return is_request ? "\\&" + escaped : escaped;
}

std::string upper(std::string_view text) {
  std::string result;
  for (const char c : text)
    result += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return result;
}

std::string heading(std::string_view title, const Edition& edition) {
  return fmt::format(
      ".\\\" Made by crashproof man.\n.TH {} 1 \"{}\" \"Crashproof {}\" \"User Commands\"\n",
      roff(upper(title)), edition.date, edition.version);
}

std::string examples(const std::vector<std::string>& lines) {
  std::string text = ".SH EXAMPLES\n.nf\n";
  for (const std::string& line : lines) text += roff(line) + "\n";
  return text + ".fi\n";
}

std::string option(const Setting& setting) {
  std::string text = ".TP\n\\fB\\-\\-" + roff(setting.name) + "\\fR";
  if (!setting.placeholder.empty()) text += " \\fI" + roff(setting.placeholder) + "\\fR";
  return text + "\n" + roff(setting.help) + ".\n";
}

constexpr std::string_view sources =
    "Every option can also be given as CRASHPROOF_NAME in the environment or as a key of\n"
    ".I crashproof.toml\n"
    "in the workspace; flags win over the environment, the environment over the file.\n";

std::string exit_codes() {
  std::string text = ".SH EXIT STATUS\n";
  for (const ExitMeaning& exit : exit_meanings())
    text += fmt::format(".TP\n.B {}\n{}.\n", exit.code, roff(exit.meaning));
  return text;
}

}  // namespace

std::string manual_page(const std::vector<Verb>& verbs, const Edition& edition) {
  std::string text = heading("crashproof", edition);
  text +=
      ".SH NAME\ncrashproof \\- find out what a rerun makes of an interrupted job\n"
      ".SH SYNOPSIS\n.B crashproof\n.I VERB\n[options] [\\-\\- \\fICOMMAND\\fR]\n"
      ".SH DESCRIPTION\n"
      "If a job dies here, does running it again end where an uninterrupted run ends?\n"
      "Crashproof records one crash\\-free run of a command, derives every state that a kill or a\n"
      "power cut can leave, runs the command again from each, and compares the end with the\n"
      "crash\\-free one.\n";
  std::vector<std::string> lines;
  for (const Verb& verb : verbs) lines.push_back(verb.examples.front());
  text += examples(lines) + ".SH VERBS\n";
  for (const Verb& verb : verbs)
    text += fmt::format(".TP\n.B {}\n{}.\n", roff(verb.name), roff(verb.summary));
  text += ".SH OPTIONS\n" + std::string(sources);
  text += exit_codes();
  text +=
      ".SH FILES\n.TP\n.I crashproof.toml\nSettings of the job, in its workspace.\n"
      ".TP\n.I crashproof\\-regressions.toml\nSchedules that have failed once, and are tried "
      "first.\n.TP\n.I .crashproof/\nThe last audit, in the workspace.\n.SH SEE ALSO\n";
  for (const Verb& verb : verbs)
    text += fmt::format(".BR crashproof\\-{} (1){}\n", roff(verb.name),
                        &verb == &verbs.back() ? "" : ",");
  return text;
}

std::string manual_page_of(const Verb& verb, const Edition& edition) {
  const std::string name = fmt::format("crashproof-{}", verb.name);
  std::string text = heading(name, edition);
  text += fmt::format(".SH NAME\n{} \\- {}\n.SH SYNOPSIS\n{}\n", roff(name), roff(verb.summary),
                      roff(usage_of(verb)));
  text += examples(verb.examples);
  const std::vector<OptionGroup> groups = options_of(verb);
  if (!groups.empty()) text += ".SH OPTIONS\n" + std::string(sources);
  for (const OptionGroup& group : groups) {
    text += fmt::format(".SS {}\n", roff(group.title));
    for (const Setting* setting : group.settings) text += option(*setting);
  }
  return text + ".SH SEE ALSO\n.BR crashproof (1)\n";
}

}  // namespace crashproof::cli
