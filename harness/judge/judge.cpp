// Asks every check and keeps the worst answer.
#include "harness/judge/judge.h"

#include <algorithm>

namespace crashproof {

std::vector<Verdict> judge(const Evidence& evidence, const std::vector<Check>& checks,
                           const CheckLimits& limits) {
  std::vector<Verdict> verdicts;
  for (const Check& check : checks) {
    const bool applies = check.applies == nullptr || check.applies(evidence, limits);
    if (applies) verdicts.push_back(check.judge(evidence, limits));
  }
  return verdicts;
}

Outcome overall(const std::vector<Verdict>& verdicts) {
  const auto worst =
      std::max_element(verdicts.begin(), verdicts.end(),
                       [](const Verdict& a, const Verdict& b) { return a.outcome < b.outcome; });
  return worst == verdicts.end() ? Outcome::inconclusive : worst->outcome;
}

}  // namespace crashproof
