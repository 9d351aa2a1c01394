// Fewest items: what the search returns fails, and with any one item less it passes.
#include "harness/plan/delta_debugging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

namespace crashproof {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Items = std::vector<std::string>;

Items numbered(std::size_t count) {
  Items items;
  for (std::size_t i = 0; i < count; ++i) items.push_back("item" + std::to_string(i));
  return items;
}

// Fails with all of these.
auto needs(const Items& wanted) {
  return [wanted](const Items& items) {
    return std::ranges::all_of(wanted, [&](const std::string& item) {
      return std::ranges::find(items, item) != items.end();
    });
  };
}

TEST(FewestItems, OneOfMany) {
  const FewestItems fewest = fewest_failing(numbered(64), needs({"item41"}), 1000);
  EXPECT_THAT(fewest.items, ElementsAre("item41"));
  EXPECT_TRUE(fewest.least);
  EXPECT_LE(fewest.tried, 20U);
}

TEST(FewestItems, NoneAreNeeded) {
  const FewestItems fewest = fewest_failing(numbered(8), needs({}), 1000);
  EXPECT_THAT(fewest.items, IsEmpty());
  EXPECT_EQ(fewest.tried, 1U);
  EXPECT_TRUE(fewest.least);
}

TEST(FewestItems, AllAreNeeded) {
  const Items all = numbered(5);
  const FewestItems fewest = fewest_failing(all, needs(all), 1000);
  EXPECT_EQ(fewest.items, all);
  EXPECT_TRUE(fewest.least);
}

TEST(FewestItems, TheLimitIsKeptAndTold) {
  std::uint64_t asked = 0;
  const auto fails = [&](const Items& items) {
    ++asked;
    return needs({"item3", "item60"})(items);
  };
  const FewestItems fewest = fewest_failing(numbered(64), fails, 5);
  EXPECT_EQ(asked, 5U);
  EXPECT_EQ(fewest.tried, 5U);
  EXPECT_FALSE(fewest.least);
  EXPECT_TRUE(needs({"item3", "item60"})(fewest.items));
}

RC_GTEST_PROP(FewestItems, IsExactlyWhatIsNeeded, (std::set<std::uint8_t> wanted)) {
  Items needed;
  for (const std::uint8_t number : wanted) needed.push_back("item" + std::to_string(number % 16));
  std::ranges::sort(needed);
  needed.erase(std::unique(needed.begin(), needed.end()), needed.end());
  std::set<Items> asked;
  bool repeated = false;
  const auto fails = [&](const Items& items) {
    repeated = repeated || !asked.insert(items).second;
    return needs(needed)(items);
  };
  const FewestItems fewest = fewest_failing(numbered(16), fails, 100000);
  Items found = fewest.items;
  std::ranges::sort(found);
  RC_ASSERT(found == needed);
  RC_ASSERT(fewest.least);
  RC_ASSERT(!repeated);
}

}  // namespace
}  // namespace crashproof
