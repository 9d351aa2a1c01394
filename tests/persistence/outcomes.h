// What a persistence model lets a power cut leave of a Script, sorted into a few words.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "tests/persistence/script.h"

namespace crashproof::testing {

using Outcomes = std::set<std::string>;
// The word for a tree.
using Classify = std::function<std::string(const Tree&)>;

// What may be found if power fails after `moment` Events: what was possible then or is still.
// Fails the test if limits left out states of a Script whose writes are all short.
Outcomes outcomes_at(const std::string& model, const Script& script, std::uint64_t moment,
                     const Classify& classify);
// At any moment of the run.
Outcomes outcomes_of(const std::string& model, const Script& script, const Classify& classify);
// After the last operation.
Outcomes outcomes_after(const std::string& model, const Script& script, const Classify& classify);

}  // namespace crashproof::testing
