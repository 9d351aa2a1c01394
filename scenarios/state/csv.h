// Comma- or tab-separated files: a row is a record.
#pragma once

#include "harness/model/state_reader.h"

namespace crashproof {

const StateReader& csv_reader();

}  // namespace crashproof
