// Where code inside a run (a failpoint, a preloaded library) can leave us word of what it did.
#pragma once

#include <string>

#include "harness/trial/sandbox.h"

namespace crashproof {

// A file in a place that the run may change and that no comparison looks at. The sandbox must have
// begun. Throws std::runtime_error if there is no such place.
std::string report_path(const Sandbox& sandbox, const std::string& name);

// The same for a directory, which is made; "" if there is no such place.
std::string report_directory(const Sandbox& sandbox, const std::string& name);

}  // namespace crashproof
