// How the end of a trial differs, as a label for people.
#pragma once

#include <string_view>

#include "harness/model/evidence.h"

namespace crashproof::reports {

// "Lost", "Torn", …
std::string_view label_of(Difference::Class what);

}  // namespace crashproof::reports
