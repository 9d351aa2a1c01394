// Whatever is there twice can be told by a declared key.
#pragma once

#include "harness/model/check.h"

namespace crashproof {

Check no_undedupable_duplicates();

}  // namespace crashproof
