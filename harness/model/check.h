// Plug-in: a pure function from Evidence to Verdict. One file in scenarios/checks each.
#pragma once

#include <string_view>

#include "harness/model/evidence.h"
#include "harness/model/verdict.h"

namespace crashproof {

struct Check {
  std::string_view name;     // e.g. "no-loss"
  std::string_view promise;  // what holds, one clause, e.g. "every record of the baseline is there"
  Verdict (*judge)(const Evidence& evidence);
};

}  // namespace crashproof
