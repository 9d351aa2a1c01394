// Duplicates that no declared key removes break it.
#include "scenarios/checks/no_undedupable_duplicates.h"

#include "scenarios/checks/state_check.h"

namespace crashproof {
namespace {

constexpr std::string_view name = "no-undedupable-duplicates";

bool breaks(const Difference& difference) {
  return difference.what == Difference::Class::duplicated && !difference.dedupable;
}

Verdict judge(const Evidence& evidence, const CheckLimits& limits) {
  return judge_state(name, evidence, limits, breaks);
}

}  // namespace

Check no_undedupable_duplicates() {
  return {name, "no copies beyond those that a declared key removes", judge};
}

}  // namespace crashproof
