// No crash costs more than so much work done again.
#pragma once

#include "harness/model/check.h"

namespace crashproof {

Check redo_bound();

}  // namespace crashproof
