// Where a sample is looked at more closely.
#include "harness/campaign/borders.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace crashproof {
namespace {

TEST(Borders, LieBetweenNeighboursThatDiffer) {
  EXPECT_EQ(middles({{0, false}, {8, true}, {9, false}, {20, false}, {40, true}}),
            (std::vector<std::size_t>{4, 30}));
  EXPECT_TRUE(middles({}).empty());
  EXPECT_TRUE(middles({{3, true}}).empty());
}

// For any pattern of failing states, bisection ends, and then each border that the sample showed
// has become one between neighbours.
RC_GTEST_PROP(BordersProperty, AreFoundExactly, ()) {
  const auto pattern =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<bool>>(rc::gen::arbitrary<bool>()));
  std::map<std::size_t, bool> failed;
  for (std::size_t i = 0; i < pattern.size(); i += 7) failed[i] = pattern[i];
  failed[pattern.size() - 1] = pattern.back();
  std::size_t rounds = 0;
  for (auto next = middles(failed); !next.empty(); next = middles(failed)) {
    RC_ASSERT(++rounds <= 10U);
    for (const std::size_t state : next) {
      RC_ASSERT(!failed.contains(state));
      failed[state] = pattern[state];
    }
  }
  for (auto at = failed.begin(); std::next(at) != failed.end(); ++at) {
    if (at->second != std::next(at)->second) RC_ASSERT(std::next(at)->first == at->first + 1);
  }
}

}  // namespace
}  // namespace crashproof
