// What two crash-free runs agree on.
#include "harness/judge/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/judge/fake_state.h"

namespace crashproof {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Assessment assess(const FakeState& first, const FakeState& second, const FakeState& initial = {},
                  const ComparisonRules& rules = {}) {
  return assess_baseline(initial.tree(), first.view(), second.view(), Trace(), nullptr, rules);
}

Record event(int id, const std::string& at) {
  return row({{"id", std::to_string(id)}, {"at", at}});
}

TEST(Baseline, EqualRunsSetNothingAside) {
  FakeState run;
  run.files["out"] = text_file("a\nb\n");
  const Assessment result = assess(run, run);
  EXPECT_FALSE(result.problem);
  EXPECT_THAT(result.baseline.set_aside, IsEmpty());
  EXPECT_THAT(result.baseline.reasons, IsEmpty());
  EXPECT_EQ(result.baseline.final, run.tree());
}

TEST(Baseline, AnotherOrderIsNoted) {
  FakeState first, second;
  first.files["out"] = text_file("a\nb\n");
  second.files["out"] = text_file("b\na\n");
  const Assessment result = assess(first, second);
  EXPECT_FALSE(result.problem);
  EXPECT_THAT(result.baseline.set_aside, IsEmpty());
  EXPECT_THAT(
      result.baseline.reasons,
      ElementsAre("out: its lines come in another order in each crash-free run, so all but their "
                  "order is compared"));
}

TEST(Baseline, VolatileFieldsAreSetAside) {
  FakeState first, second;
  first.files["out.csv"] = table_file({event(1, "10:00"), event(2, "10:01")});
  second.files["out.csv"] = table_file({event(1, "11:00"), event(2, "11:01")});
  const Assessment result = assess(first, second);
  EXPECT_FALSE(result.problem);
  EXPECT_EQ(result.baseline.set_aside,
            (std::map<std::string, std::set<std::string>>{{"out.csv", {"at"}}}));
  EXPECT_THAT(result.baseline.reasons, ElementsAre(HasSubstr("field at differs")));
}

TEST(Baseline, ALogIsSetAsideWhole) {
  FakeState first, second;
  first.files["out"] = second.files["out"] = text_file("a\n");
  first.files["log"] = text_file("pid 17\n");
  second.files["log"] = text_file("pid 18\n");
  first.files["cache"] = binary_file("x");
  second.files["cache"] = binary_file("y");
  const Assessment result = assess(first, second);
  EXPECT_FALSE(result.problem);
  EXPECT_EQ(result.baseline.set_aside,
            (std::map<std::string, std::set<std::string>>{{"cache", {""}}, {"log", {""}}}));
  EXPECT_EQ(result.baseline.reasons.size(), 2u);
}

TEST(Baseline, ATableOfADatabaseIsSetAsideAlone) {
  FakeState first, second;
  first.files["s.db"] = table_file({row({{"k", "1"}}, "t"), row({{"pid", "17"}}, "runs")});
  second.files["s.db"] = table_file({row({{"k", "1"}}, "t"), row({{"pid", "18"}}, "runs")});
  const Assessment result = assess(first, second);
  EXPECT_FALSE(result.problem);
  EXPECT_EQ(result.baseline.set_aside,
            (std::map<std::string, std::set<std::string>>{{"s.db#runs", {""}}}));
}

TEST(Baseline, DifferentNamesAreAProblem) {
  FakeState first, second;
  first.files["out-1234.csv"] = text_file("a\n");
  second.files["out-5678.csv"] = text_file("a\n");
  const Assessment result = assess(first, second);
  ASSERT_TRUE(result.problem);
  EXPECT_THAT(result.problem->what, HasSubstr("out-1234.csv"));
  EXPECT_THAT(result.problem->what_to_do, HasSubstr("--pin-clock"));
  EXPECT_THAT(result.problem->what_to_do, HasSubstr("--ignore 'out-*.csv'"));
  ComparisonRules rules;
  rules.ignores = {"out-*.csv"};
  EXPECT_FALSE(assess(first, second, {}, rules).problem);
}

TEST(Baseline, NothingLeftToCompareIsAProblem) {
  FakeState initial, first, second;
  initial.files["in"] = first.files["in"] = second.files["in"] = text_file("x\n");
  first.files["log"] = text_file("pid 17\n");
  second.files["log"] = text_file("pid 18\n");
  const Assessment result = assess(first, second, initial);
  ASSERT_TRUE(result.problem);
  EXPECT_THAT(result.problem->what, HasSubstr("changes every run: log"));
  first.command_output = second.command_output = "5 rows\n";
  EXPECT_FALSE(assess(first, second, initial).problem);
  second.command_output = "6 rows\n";
  EXPECT_TRUE(assess(first, second, initial).problem);
}

TEST(Baseline, ARunThatChangesNothingIsNoProblemOfTheBaseline) {
  FakeState run;
  run.files["in"] = text_file("x\n");
  EXPECT_FALSE(assess(run, run, run).problem);
}

TEST(Baseline, RulesNarrowTheTrees) {
  FakeState initial, run;
  initial.files["logs/old"] = run.files["logs/old"] = text_file("x");
  run.files["out"] = text_file("a\n");
  ComparisonRules rules;
  rules.ignores = {"logs"};
  const Assessment result = assess(run, run, initial, rules);
  EXPECT_THAT(result.baseline.initial, IsEmpty());
  EXPECT_EQ(result.baseline.final.size(), 1u);
}

TEST(Baseline, CompanionsBelongToTheirDatabase) {
  FakeState first, second;
  first.files["s.db"] = second.files["s.db"] = table_file({row({{"k", "1"}}, "t")});
  first.files["s.db"].document->format = second.files["s.db"].document->format = "sqlite";
  first.files["s.db-wal"] = binary_file("x");  // the second run was checkpointed
  const Assessment result = assess(first, second);
  EXPECT_FALSE(result.problem);
  EXPECT_EQ(result.baseline.companions,
            (std::map<std::string, std::string>{{"s.db-wal", "s.db"}, {"s.db-journal", "s.db"}}));
  EXPECT_FALSE(result.baseline.final.contains("s.db-wal"));
}

TEST(Baseline, PermissionsAndLinksThatVaryAreSetAside) {
  FakeState first, second;
  first.files["a"] = second.files["a"] = binary_file("x");
  second.files["a"].mode = 0600;
  first.others["l"] = {FileType::symlink, 0777, 0, "run-1"};
  second.others["l"] = {FileType::symlink, 0777, 0, "run-2"};
  const Assessment result = assess(first, second);
  EXPECT_FALSE(result.problem);
  EXPECT_EQ(result.baseline.set_aside,
            (std::map<std::string, std::set<std::string>>{{"a", {"(permissions)"}}, {"l", {""}}}));
}

TEST(Baseline, WhatTheRunsAgreeOnComparesEqualAfterwards) {
  FakeState first, second;
  first.files["o"] = table_file({event(1, "10:00"), event(2, "10:01")});
  second.files["o"] = table_file({event(2, "11:00"), event(1, "11:01")});
  const Assessment result = assess(first, second);
  ASSERT_FALSE(result.problem);
  EXPECT_THAT(compare_states(result.baseline, first, second), IsEmpty());
}

}  // namespace
}  // namespace crashproof
