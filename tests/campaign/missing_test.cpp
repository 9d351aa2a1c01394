// What is missing beyond what was missing already: arithmetic of counts.
#include "harness/campaign/missing.h"

#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace crashproof {
namespace {

using Class = Difference::Class;
using Differences = std::vector<Difference>;

Difference difference(Class what, const std::string& path, std::uint64_t count,
                      const std::string& unit = "row") {
  Difference difference;
  difference.what = what;
  difference.path = path;
  difference.unit = unit;
  difference.count = count;
  return difference;
}

// Few paths and units, so that some are the same.
Differences any_differences() {
  Differences all;
  const auto count = *rc::gen::inRange(0, 8);
  for (int i = 0; i < count; ++i) {
    all.push_back(difference(
        static_cast<Class>(*rc::gen::inRange(0, 7)), *rc::gen::element<std::string>("a", "b"),
        *rc::gen::inRange<std::uint64_t>(1, 6), *rc::gen::element<std::string>("row", "file")));
  }
  return all;
}

std::uint64_t count_at(const Missing& missing, const Missing::key_type& key) {
  const auto found = missing.find(key);
  return found == missing.end() ? 0 : found->second;
}

RC_GTEST_PROP(Missing, BeyondIsWhatIsLeftAfterSubtraction, ()) {
  const Differences found = any_differences();
  const Differences expected = any_differences();
  const Missing all = missing_in(found);
  const Missing allowed = missing_in(expected);
  const Missing left = missing_in(beyond(found, allowed));
  for (const auto& [key, count] : all) {
    const std::uint64_t taken = std::min(count, count_at(allowed, key));
    RC_ASSERT(count_at(left, key) == count - taken);
  }
  for (const auto& [key, count] : left) RC_ASSERT(count <= count_at(all, key));
}

RC_GTEST_PROP(Missing, NothingIsBeyondItself, ()) {
  const Differences found = any_differences();
  RC_ASSERT(beyond(found, missing_in(found)).empty());
}

RC_GTEST_PROP(Missing, BeyondNothingIsAllThatIsMissing, ()) {
  const Differences found = any_differences();
  const Differences left = beyond(found, {});
  RC_ASSERT(missing_in(left) == missing_in(found));
  for (const Difference& each : left) {
    RC_ASSERT(each.count > 0U);
    RC_ASSERT(std::ranges::count(found, each) > 0);
    RC_ASSERT(each.what != Class::duplicated && each.what != Class::extra &&
              each.what != Class::litter);
  }
}

RC_GTEST_PROP(Missing, InSeveralStepsIsTheSame, ()) {
  const Differences found = any_differences();
  const Differences one = any_differences();
  const Differences other = any_differences();
  Differences both = one;
  both.insert(both.end(), other.begin(), other.end());
  const Differences at_once = beyond(found, missing_in(both));
  RC_ASSERT(beyond(beyond(found, missing_in(one)), missing_in(other)) == at_once);
}

TEST(Missing, CountsLossAndChangeAlike) {
  // Two rows were torn when the message left; now one is lost and two are older.
  const Missing expected = missing_in({difference(Class::torn, "log", 2)});
  const Differences left =
      beyond({difference(Class::lost, "log", 1), difference(Class::older, "log", 2)}, expected);
  EXPECT_EQ(left, (Differences{difference(Class::older, "log", 1)}));
}

TEST(Missing, UnitsAndPathsAreApart) {
  const Missing expected = missing_in(
      {difference(Class::lost, "log", 5, "file"), difference(Class::lost, "other", 5, "row")});
  const Differences found{difference(Class::lost, "log", 1, "row")};
  EXPECT_EQ(beyond(found, expected), found);
}

}  // namespace
}  // namespace crashproof
