// What the checks of work done twice share: the unit, and how they say how much it was.
#pragma once

#include <cstdint>
#include <string>

#include "harness/model/check.h"

namespace crashproof {

// In the unit of the limits.
std::uint64_t redone(const Redo& redo, const CheckLimits& limits);
// "3 items" or "1 event".
std::string redone_text(std::uint64_t count, const CheckLimits& limits);

}  // namespace crashproof
