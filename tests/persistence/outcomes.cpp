// Asks the model at every moment up to the one in question.
#include "tests/persistence/outcomes.h"

#include <gtest/gtest.h>

#include "faults/persistence/catalogue.h"

namespace crashproof::testing {

Outcomes outcomes_at(const std::string& model, const Script& script, std::uint64_t moment,
                     const Classify& classify) {
  const Effects effects(script.trace(), script.initial());
  const auto source = persistence_model_named(model)->over(effects);
  Outcomes outcomes;
  for (std::uint64_t k = 0; k <= moment; ++k) {
    const std::uint64_t left_out = source->survivals(k, {}, [&](const Survival& survival) {
      EXPECT_EQ(survival.failed_after, k);
      if (source->possible_until(survival) < moment) return;
      outcomes.insert(classify(tree_of(effects, survival)));
    });
    EXPECT_TRUE(left_out == 0 || script.trace().events[k - 1].length > 30000);
  }
  return outcomes;
}

Outcomes outcomes_of(const std::string& model, const Script& script, const Classify& classify) {
  Outcomes all;
  for (std::uint64_t moment = 0; moment <= script.size(); ++moment) {
    all.merge(outcomes_at(model, script, moment, classify));
  }
  return all;
}
Outcomes outcomes_after(const std::string& model, const Script& script, const Classify& classify) {
  return outcomes_at(model, script, script.size(), classify);
}

}  // namespace crashproof::testing
