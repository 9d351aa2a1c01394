// The JSON form of Evidence, as it stands in run directories.
#pragma once

#include <string>
#include <string_view>

#include "harness/model/evidence.h"

namespace crashproof {

// One line, without a line break.
std::string to_json(const Evidence& evidence);
// Throws std::runtime_error for text that to_json does not write.
Evidence evidence_from_json(std::string_view text);

}  // namespace crashproof
