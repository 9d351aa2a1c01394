// What is one cause, and what is not.
#include "harness/diagnose/causes.h"

#include <gtest/gtest.h>

namespace crashproof {
namespace {

Finding window(const std::string& opened_by, const std::string& closed_by,
               const std::string& fault = "kill") {
  Finding finding;
  finding.fault = fault;
  finding.opened_by = opened_by;
  finding.closed_by = closed_by;
  finding.example.point = CrashPoint{1, std::nullopt};
  finding.points = 2;
  finding.checks = {"no-loss"};
  return finding;
}

Finding named(Finding finding, const std::string& code, Certainty certainty,
              std::vector<std::string> blamed) {
  finding.diagnosis.code = code;
  finding.diagnosis.certainty = certainty;
  finding.diagnosis.blamed = std::move(blamed);
  return finding;
}

std::vector<Finding> joined(std::vector<Finding> windows) {
  const std::vector<AlikeWindows> classes = alike_windows(windows);
  return joined_by_cause(std::move(windows), classes);
}

TEST(SortOfPath, LeavesOutWhatTellsItemsApart) {
  EXPECT_EQ(sort_of_path("out/part-00017.csv"), "out/part-#.csv");
  EXPECT_EQ(sort_of_path("objects/3f09ac117b"), "objects/#");
  EXPECT_EQ(sort_of_path("cafe/decade"), "cafe/decade");
}

TEST(Causes, WindowsOfManyItemsAreAlike) {
  std::vector<Finding> windows;
  for (int i = 0; i < 7; ++i) {
    windows.push_back(window("rename(ckpt.json)", "create(out/" + std::to_string(i) + ".csv)"));
  }
  const std::vector<AlikeWindows> classes = alike_windows(windows);
  ASSERT_EQ(classes.size(), 1U);
  EXPECT_EQ(classes.front().members.size(), 7U);
  EXPECT_EQ(classes.front().representatives, (std::vector<std::size_t>{0, 3, 6}));
}

TEST(Causes, OtherFaultsAndKindsAreNotAlike) {
  Finding other_kind = window("rename(a)", "write(b)");
  other_kind.kind = Finding::Kind::fails;
  EXPECT_EQ(alike_windows({window("rename(a)", "write(b)"),
                           window("rename(a)", "write(b)", "interrupt[TERM]"), other_kind})
                .size(),
            3U);
}

TEST(Causes, MembersShareTheNameAndNotTheProof) {
  std::vector<Finding> windows;
  for (int i = 0; i < 7; ++i) windows.push_back(window("rename(a)", "write(b)"));
  windows[0] = named(windows[0], "CP001", Certainty::proved, {"a", "b"});
  windows[3] = named(windows[3], "CP001", Certainty::proved, {"a", "b"});
  const std::vector<Finding> findings = joined(windows);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].windows, 7U);
  EXPECT_EQ(findings[0].points, 14U);
  EXPECT_EQ(findings[0].diagnosis.certainty, Certainty::proved);
}

TEST(Causes, TheBetterProofStandsForAll) {
  Finding likely = named(window("rename(a)", "write(b)"), "CP001", Certainty::likely, {"a"});
  Finding proved = named(window("write(a)", "write(c)"), "CP001", Certainty::proved, {"a"});
  proved.checks = {"not-torn"};
  const std::vector<Finding> findings = joined({likely, proved});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].opened_by, "write(a)");
  EXPECT_EQ(findings[0].checks, std::vector<std::string>{"not-torn"});
  EXPECT_EQ(findings[0].other_checks, std::vector<std::string>{"no-loss"});
}

TEST(Causes, WhatHasNoNameStaysApart) {
  EXPECT_EQ(joined({window("rename(a)", "write(b)"), window("rename(c)", "write(d)")}).size(), 2U);
}

TEST(Causes, OnePairOfPlacesIsOneCause) {
  Finding one = named(window("write(a)", "write(b)"), "CP001", Certainty::proved, {"apple"});
  Finding two = named(window("write(c)", "write(d)"), "CP001", Certainty::proved, {"pear"});
  EXPECT_EQ(joined({one, two}).size(), 2U);
  one.opener_site = two.opener_site = "load.py:7";
  one.closer_site = two.closer_site = "load.py:8";
  EXPECT_EQ(joined_by_place({one, two}).size(), 1U);
  two.closer_site = "load.py:9";
  EXPECT_EQ(joined_by_place({one, two}).size(), 2U);
  one.diagnosis.code.clear();
  two = one;
  EXPECT_EQ(joined_by_place({one, two}).size(), 2U);
}

}  // namespace
}  // namespace crashproof
