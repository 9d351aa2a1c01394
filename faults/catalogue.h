// Every fault that Crashproof knows how to describe: one file and one line here each.
#pragma once

#include <vector>

#include "harness/model/fault.h"

namespace crashproof {

const std::vector<Fault>& fault_catalogue();

}  // namespace crashproof
