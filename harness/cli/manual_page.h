// Manual pages as roff, generated from the tables of the command line.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/verb.h"

namespace crashproof::cli {

// Which crashproof the pages are about.
struct Edition {
  std::string version;
  std::string date;  // "2027-01-31"
};

// crashproof(1): all verbs, the exit codes, the files.
std::string manual_page(const std::vector<Verb>& verbs, const Edition& edition);
// crashproof-VERB(1).
std::string manual_page_of(const Verb& verb, const Edition& edition);

}  // namespace crashproof::cli
