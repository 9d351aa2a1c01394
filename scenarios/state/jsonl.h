// JSON Lines: one JSON value a line is a record.
#pragma once

#include "harness/model/state_reader.h"

namespace crashproof {

const StateReader& jsonl_reader();

}  // namespace crashproof
