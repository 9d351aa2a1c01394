// Counts, since two states need not lack the same units to lack as many.
#include "harness/campaign/missing.h"

#include <algorithm>

namespace crashproof {
namespace {

bool is_missing(const Difference& difference) {
  return difference.what == Difference::Class::lost ||
         difference.what == Difference::Class::older ||
         difference.what == Difference::Class::torn ||
         difference.what == Difference::Class::altered;
}

}  // namespace

Missing missing_in(const std::vector<Difference>& differences) {
  Missing missing;
  for (const Difference& difference : differences) {
    if (is_missing(difference)) missing[{difference.path, difference.unit}] += difference.count;
  }
  return missing;
}

std::vector<Difference> beyond(std::vector<Difference> found, Missing expected) {
  std::vector<Difference> broken;
  for (Difference& difference : found) {
    if (!is_missing(difference)) continue;
    std::uint64_t& allowed = expected[{difference.path, difference.unit}];
    const std::uint64_t taken = std::min(allowed, difference.count);
    allowed -= taken;
    difference.count -= taken;
    if (difference.count > 0) broken.push_back(std::move(difference));
  }
  return broken;
}

}  // namespace crashproof
