// What trials leave behind is called after the part that it plays.
#include "harness/campaign/litter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crashproof {
namespace {

using ::testing::ElementsAre;

JudgedTrial leaving(const std::string& path, Difference::Class what = Difference::Class::litter) {
  JudgedTrial trial;
  Difference difference;
  difference.what = what;
  difference.path = path;
  trial.evidence.differences = {difference};
  return trial;
}

CrashMap map_with(const std::string& path, Role role) {
  CrashMap map;
  map.files = {{path, role}};
  map.paths = {{path, 0}};
  return map;
}

Report told(const std::set<std::string>& litter, const CrashMap& map) {
  Report report;
  report.litter_example = *litter.begin();
  tell_litter(report, litter, map);
  return report;
}

TEST(Litter, IsWhatTheCrashFreeRunRemovesAndNothingElse) {
  EXPECT_THAT(litter_of({leaving("b.tmp"), leaving("a.tmp"),
                         leaving("extra", Difference::Class::extra), leaving("b.tmp")}),
              ElementsAre("a.tmp", "b.tmp"));
}

TEST(Litter, IsTemporaryIfAllOfItHasThatRole) {
  EXPECT_TRUE(told({"out.7.tmp"}, map_with("out.1.tmp", Role::temporary)).litter_temporary);
  EXPECT_TRUE(told({"made-up"}, map_with("out.tmp", Role::temporary)).litter_temporary);
}

TEST(Litter, IsNotTemporaryIfSomeOfItIsSomethingElse) {
  const Report report = told({"a.tmp", "wal.log"}, map_with("wal.log", Role::journal));
  EXPECT_FALSE(report.litter_temporary);
  EXPECT_EQ(report.litter_example, "wal.log");
}

}  // namespace
}  // namespace crashproof
