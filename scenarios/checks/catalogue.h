// Every promise that a Trial is judged by.
#pragma once

#include <vector>

#include "harness/model/check.h"

namespace crashproof {

const std::vector<Check>& checks();

}  // namespace crashproof
