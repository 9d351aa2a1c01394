// The descriptions that the catalogue lists, each defined in the file of its name.
#pragma once

#include "harness/model/fault.h"

namespace crashproof::faults {

extern const Fault kill;
extern const Fault failpoint;

}  // namespace crashproof::faults
