// Any other text: a line is a record.
#pragma once

#include "harness/model/state_reader.h"

namespace crashproof {

const StateReader& lines_reader();

}  // namespace crashproof
