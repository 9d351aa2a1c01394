// The texts behind --help and the manual pages, from the same tables that the parser uses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/verb.h"

namespace crashproof::cli {

std::string general_help(const std::vector<Verb>& verbs);
std::string help_of(const Verb& verb);

// "crashproof replay [options] SCHEDULE -- COMMAND…"
std::string usage_of(const Verb& verb);

// The options of a verb under the titles of their groups.
struct OptionGroup {
  std::string_view title;
  std::vector<const Setting*> settings;
};
std::vector<OptionGroup> options_of(const Verb& verb);

struct ExitMeaning {
  int code;
  std::string_view meaning;
};
const std::vector<ExitMeaning>& exit_meanings();

}  // namespace crashproof::cli
