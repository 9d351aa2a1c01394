// The text of survivals, both ways.
#include <gtest/gtest.h>
// gtest first
#include <rapidcheck/gtest.h>

#include <stdexcept>

#include "faults/catalogue.h"
#include "harness/model/survival.h"
#include "tests/model/arbitrary.h"
#include "tests/persistence/script.h"

namespace crashproof::testing {
namespace {

Script some_script() {
  Script script;
  return script.create("a,b").write("a,b", 0, "1").write("a,b", 1, "2").rename("a,b", "c)d*");
}

RC_GTEST_PROP(SurvivalText, ComesBackAsItWas, (bool more)) {
  const Trace trace = *arbitrary::trace();
  using How = Fate::How;
  Survival survival;
  survival.model = *rc::gen::element<std::string>("xfs", "ext4-ordered", "posix-minimum");
  const std::uint64_t size = trace.events.size();
  survival.failed_after = *rc::gen::inRange<std::uint64_t>(0, size + 1);
  survival.names_upto = *rc::gen::inRange<std::uint64_t>(0, survival.failed_after + 1);
  survival.data_upto = *rc::gen::inRange<std::uint64_t>(0, survival.failed_after + 1);
  for (int n = 0; n < (more ? 8 : 1) && survival.failed_after > 0; ++n) {
    Fate fate;
    fate.how = *rc::gen::element(How::kept, How::lost, How::zeros, How::head, How::pages, How::both,
                                 How::neither);
    if (fate.how == How::head) fate.bytes = *rc::gen::arbitrary<std::uint64_t>();
    if (fate.how == How::pages) fate.pages = {1, 7, 4'000'000'000};
    survival.fates[*rc::gen::inRange<std::uint64_t>(0, survival.failed_after)] = fate;
  }
  const std::string text = to_string(survival, trace);
  RC_LOG() << text;
  const ResolvedSurvival resolved = parse_survival(text, trace, survival.failed_after);
  RC_ASSERT(resolved.drift.empty());
  RC_ASSERT(resolved.survival == survival);
  // … and through a schedule, which quotes the parameter.
  CrashSchedule schedule;
  schedule.steps.push_back({"power-loss", text, 0, {}});
  RC_ASSERT(parse_schedule(to_string(schedule)).steps.front().parameter == text);
}

TEST(SurvivalText, ReadsLikeASentence) {
  const Script script = some_script();
  Survival survival = everything_until(4);
  survival.model = "ext4-ordered";
  EXPECT_EQ(to_string(survival, script.trace()), "ext4-ordered");
  survival.names_upto = 1;
  survival.data_upto = 0;
  survival.fates[2] = {Fate::How::zeros, 0, {}};
  EXPECT_EQ(to_string(survival, script.trace()),
            "ext4-ordered: upto create(a,b), data start, zeros write(a,b)#2");
}

TEST(SurvivalText, SaysWhatATraceDoesNotHave) {
  const Script script = some_script();
  const ResolvedSurvival resolved = parse_survival(
      "xfs: upto rename(c*), lost write(a,b)#3, lost create(a,b)", script.trace(), 3);
  EXPECT_EQ(resolved.drift,
            (std::vector<std::string>{"there is no rename(c*) before power fails",
                                      "there is no write(a,b)#3 before power fails"}));
  EXPECT_EQ(resolved.survival.fates.size(), 1U);
}

TEST(SurvivalText, IsRefusedWithOneLine) {
  for (const std::string text :
       {"", ": lost write(a)", "xfs lost write(a)", "xfs: ", "xfs: gone write(a)",
        "xfs: lost start", "xfs: lost fly(a)", "xfs: lost write a", "xfs: lost write(a",
        "xfs: lost write(a)#0", "xfs: head write(a)",
        "xfs: pages write(a)=", "xfs: pages write(a)=3+3", "xfs: lost write(a) lost write(b)"}) {
    const std::string problem = survival_problem(text);
    EXPECT_NE(problem, "") << text;
    EXPECT_EQ(problem.find('\n'), std::string::npos);
    EXPECT_THROW(parse_survival(text, Trace{}, 0), std::invalid_argument) << text;
  }
}

TEST(PowerLossFault, WantsAModelThatExists) {
  const auto problem = [](const std::string& parameter) {
    return problem_with(parse_schedule("power-loss[" + parameter + "]@end").steps.front());
  };
  EXPECT_EQ(problem("xfs"), "");
  EXPECT_EQ(problem("btrfs: data start"), "");
  EXPECT_NE(problem("zfs").find("there is no persistence model zfs"), std::string::npos);
  EXPECT_NE(problem("xfs: lost"), "");
  EXPECT_NE(problem_with(parse_schedule("power-loss@end").steps.front()), "");
}

TEST(PowerLossFault, WantsFatesThatTheModelMayUse) {
  const auto problem = [](const std::string& parameter) {
    return problem_with(parse_schedule("power-loss[" + parameter + "]@end").steps.front());
  };
  EXPECT_EQ(problem("strict: upto create(a), data write(a), kept write(a), head write(a)#2+7"), "");
  EXPECT_EQ(problem("ext4-ordered: lost write(a), zeros write(a)#2, pages write(a)#3=0"), "");
  EXPECT_EQ(problem("posix-minimum-torn-rename: both rename(a), neither rename(b)"), "");
  EXPECT_NE(problem("strict: kept create(a), zeros write(a)")
                .find("strict does not permit zeros, only kept, head"),
            std::string::npos);
  EXPECT_NE(problem("btrfs: pages write(a)=0").find("does not permit pages"), std::string::npos);
  EXPECT_NE(problem("posix-minimum: both rename(a)").find("does not permit both"),
            std::string::npos);
}

}  // namespace
}  // namespace crashproof::testing
