// Nothing is left that no crash-free run leaves.
#pragma once

#include "harness/model/check.h"

namespace crashproof {

Check no_extra();

}  // namespace crashproof
