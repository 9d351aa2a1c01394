// Which windows look alike, and which have one cause. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/model/finding.h"
#include "harness/model/finding_identity.h"

namespace crashproof {

// Windows of one fault that fail alike, between Events of the same kind about the same sort of
// file: paths that differ in digits or random names alone are the same sort.
struct AlikeWindows {
  std::vector<std::size_t> members;          // numbers of findings, in order
  std::vector<std::size_t> representatives;  // the first, the middle and the last of them
};
std::vector<AlikeWindows> alike_windows(const std::vector<Finding>& windows);

// Members without a diagnosis get that of the representative that is nearest before them, as
// likely. Then windows of one fault, code and sort of blamed files become one Finding, as do
// windows alike without a code. The example is the first that is proved best. Order is kept.
std::vector<Finding> joined_by_cause(std::vector<Finding> windows,
                                     const std::vector<AlikeWindows>& classes);

// Findings of one fault and code whose two Events are made at the same two places of the code
// become one: items and repetitions of a loop are one cause. Without a code or a place they stay
// apart.
std::vector<Finding> joined_by_place(std::vector<Finding> findings);

}  // namespace crashproof
