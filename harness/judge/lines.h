// Text that comes from a command instead of a file, as lines.
#pragma once

#include <string_view>

#include "harness/model/state_reader.h"

namespace crashproof {

Document lines_document(std::string_view text);

}  // namespace crashproof
