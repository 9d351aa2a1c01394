// What can stand behind an option, for the shells that complete it.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/settings.h"

namespace crashproof::cli {

struct ValuesOf {
  enum class Kind : std::uint8_t { words, files, directories, own };  // own: only the user knows
  Kind kind = Kind::own;
  std::vector<std::string> words;
};

ValuesOf values_of(const Setting& setting);

// What a verb's operand can be: codes for `explain`, and so on; empty where it is the user's own.
std::vector<std::string> operands_of(std::string_view verb,
                                     const std::vector<std::string>& all_verbs);

}  // namespace crashproof::cli
