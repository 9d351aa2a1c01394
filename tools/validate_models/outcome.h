// Words for what was found, coarse enough that a table of them can be read.
#pragma once

#include <string>

#include "tools/validate_models/recording.h"

namespace crashproof {

// E.g. "target=N tmp=-": "O" and "N" are what lay at that name before and after the whole run, "-"
// nothing, "0" an empty file, "NUL" zeros alone, "d" a directory. Anything else names the versions
// that its lines are of, with "NUL" where it has zeros, and "~" if it is shorter than before or
// after.
std::string outcome_of(const RecordedWorkload& recorded, const ObservedTree& tree);

}  // namespace crashproof
