// Extra files and records break it; litter does not, it is counted apart.
#include "scenarios/checks/no_extra.h"

#include "scenarios/checks/state_check.h"

namespace crashproof {
namespace {

constexpr std::string_view name = "no-extra";

bool breaks(const Difference& difference) {
  return difference.what == Difference::Class::extra;
}

Verdict judge(const Evidence& evidence, const CheckLimits& limits) {
  return judge_state(name, evidence, limits, breaks);
}

}  // namespace

Check no_extra() {
  return {name, "nothing but temporary files is left that no crash-free run leaves", judge};
}

}  // namespace crashproof
