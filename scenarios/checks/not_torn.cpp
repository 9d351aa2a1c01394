// Torn and altered differences break it.
#include "scenarios/checks/not_torn.h"

#include "scenarios/checks/state_check.h"

namespace crashproof {
namespace {

constexpr std::string_view name = "not-torn";

bool breaks(const Difference& difference) {
  return difference.what == Difference::Class::torn ||
         difference.what == Difference::Class::altered;
}

Verdict judge(const Evidence& evidence, const CheckLimits& limits) {
  return judge_state(name, evidence, limits, breaks);
}

}  // namespace

Check not_torn() {
  return {name, "nothing has content or attributes that no crash-free run leaves", judge};
}

}  // namespace crashproof
