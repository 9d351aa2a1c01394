// Lines of a text as places of records.
#pragma once

#include <string_view>
#include <vector>

#include "harness/model/record_place.h"

namespace crashproof {

// One place a line; lines of white space alone are left out if `skip_blank`.
std::vector<RecordPlace> line_places(std::string_view text, bool skip_blank);

}  // namespace crashproof
