// What --help prints: examples first.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/verb.h"

namespace crashproof::cli {

std::string general_help(const std::vector<Verb>& verbs);
std::string help_of(const Verb& verb);

}  // namespace crashproof::cli
