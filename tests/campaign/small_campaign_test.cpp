// What is left of a schedule when the input is another.
#include "harness/campaign/small_campaign.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/campaign/made_run.h"

namespace crashproof {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::MadeRun;
using ::testing::SizeIs;

Trace two_files() {
  MadeRun run;
  run.create("a").write("a", 0, "first").write("a", 5, "x").create("b").write("b", 0, "second");
  return run.runs().trace;
}

TEST(SchedulesLike, EveryOccurrenceOfThePath) {
  EXPECT_THAT(schedules_like("kill@after:write(a)#2", two_files(), 40),
              ElementsAre("kill@after:write(a)", "kill@after:write(a)#2"));
}

TEST(SchedulesLike, OtherPathsWhereTheFirstIsGone) {
  EXPECT_THAT(schedules_like("kill@before:create(gone); clock[-1h]@resume1", two_files(), 40),
              ElementsAre("kill@before:create(a); clock[-1h]@resume1",
                          "kill@before:create(b); clock[-1h]@resume1"));
}

TEST(SchedulesLike, CutsStayInside) {
  EXPECT_THAT(schedules_like("kill@in:write(*)#1+4000", two_files(), 40),
              ElementsAre("kill@in:write(*)+4", "kill@in:write(*)#3+5"));
}

TEST(SchedulesLike, NothingIsLikeIt) {
  EXPECT_THAT(schedules_like("kill@after:rename(a)", two_files(), 40), IsEmpty());
}

TEST(SchedulesLike, AtMostSoMany) {
  EXPECT_THAT(schedules_like("kill@event(3)", two_files(), 4), SizeIs(4));
}

Finding named(const std::string& code, std::vector<std::string> checks,
              std::vector<std::string> other_checks = {}) {
  Finding finding;
  finding.diagnosis.code = code;
  finding.checks = std::move(checks);
  finding.other_checks = std::move(other_checks);
  return finding;
}

// Of one cause a smaller input may show another failure, which is not the one that was to be shown.
TEST(ShowsAlike, TheCauseAndAllThatIsViolated) {
  const Finding sought = named("CP005", {"no-loss", "not-torn"});
  EXPECT_TRUE(shows_alike(named("CP005", {"no-loss", "not-torn"}), sought));
  EXPECT_TRUE(shows_alike(named("CP005", {"not-torn"}, {"no-loss"}), sought));
  EXPECT_FALSE(shows_alike(named("CP005", {"resume-ends"}), sought));
  EXPECT_FALSE(shows_alike(named("CP005", {"no-loss"}), sought));
  EXPECT_FALSE(shows_alike(named("CP001", {"no-loss", "not-torn"}), sought));
}

}  // namespace
}  // namespace crashproof
