// Nothing is left half done.
#pragma once

#include "harness/model/check.h"

namespace crashproof {

Check not_torn();

}  // namespace crashproof
