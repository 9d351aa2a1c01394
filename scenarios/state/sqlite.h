// SQLite databases by their rows.
#pragma once

#include "harness/model/state_reader.h"

namespace crashproof {

const StateReader& sqlite_reader();

}  // namespace crashproof
