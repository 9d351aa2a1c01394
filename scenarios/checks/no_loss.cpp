// Lost and older differences break it.
#include "scenarios/checks/no_loss.h"

#include "scenarios/checks/state_check.h"

namespace crashproof {
namespace {

constexpr std::string_view name = "no-loss";

bool breaks(const Difference& difference) {
  return difference.what == Difference::Class::lost || difference.what == Difference::Class::older;
}

Verdict judge(const Evidence& evidence, const CheckLimits& limits) {
  return judge_state(name, evidence, limits, breaks);
}

}  // namespace

Check no_loss() {
  return {name, "every file and record of the crash-free run is there and up to date", judge};
}

}  // namespace crashproof
