// Nothing that a crash-free run leaves is missing or outdated.
#pragma once

#include "harness/model/check.h"

namespace crashproof {

Check no_loss();

}  // namespace crashproof
