// How much of the crash-free final state a state lacks, so that two of them can be set off.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "harness/model/evidence.h"

namespace crashproof {

// By path and unit: how many are lost, older, torn or altered.
using Missing = std::map<std::tuple<std::string, std::string>, std::uint64_t>;

Missing missing_in(const std::vector<Difference>& differences);

// What of the differences is missing beyond that, with counts lowered accordingly. Other classes
// than those above are left out.
std::vector<Difference> beyond(std::vector<Difference> found, Missing expected);

}  // namespace crashproof
