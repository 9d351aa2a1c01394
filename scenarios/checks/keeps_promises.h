// What the outside was told survives.
#pragma once

#include "harness/model/check.h"

namespace crashproof {

Check keeps_promises();

}  // namespace crashproof
