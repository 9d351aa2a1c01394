// Manual pages as roff, generated from the tables of the command line.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/verb.h"

namespace crashproof::cli {

// crashproof(1): all verbs, the exit codes, the files. `version` is the program's.
std::string manual_page(const std::vector<Verb>& verbs, const std::string& version);
// crashproof-VERB(1).
std::string manual_page_of(const Verb& verb, const std::string& version);

}  // namespace crashproof::cli
