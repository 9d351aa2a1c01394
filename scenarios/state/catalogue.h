// Every format of state that Crashproof reads by meaning.
#pragma once

#include <vector>

#include "harness/model/state_reader.h"

namespace crashproof {

// In order of preference: the first that claims a file and reads it whole is its reader. They are
// never destroyed.
const std::vector<const StateReader*>& state_readers();

}  // namespace crashproof
