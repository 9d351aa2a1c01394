// JSON files: elements of arrays are records, everything else is one record a leaf.
#pragma once

#include "harness/model/state_reader.h"

namespace crashproof {

const StateReader& json_reader();

}  // namespace crashproof
