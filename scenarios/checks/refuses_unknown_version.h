// A checkpoint that another version wrote is refused, not taken for none.
#pragma once

#include "harness/model/check.h"

namespace crashproof {

Check refuses_unknown_version();

}  // namespace crashproof
