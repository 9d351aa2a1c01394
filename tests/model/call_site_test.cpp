// Sites in words, and where the ways to two Events part.
#include "harness/model/call_site.h"

#include <gtest/gtest.h>

namespace crashproof {
namespace {

using Places = std::vector<CodePlace>;

CallSite site_of(const Places& innermost_first) {
  return {innermost_first.front(), "etl", innermost_first};
}

std::pair<std::string, std::string> told(const Places& one, const Places& other) {
  const auto [a, b] = parted(site_of(one), site_of(other));
  return {describe(a), describe(b)};
}

TEST(DescribedSite, SaysTheBestThatIsKnown) {
  EXPECT_EQ(describe(CallSite{{"load.py", 57, ""}, "python3 load.py", {}}), "load.py:57");
  EXPECT_EQ(describe(CallSite{{"load.cpp", 57, "write_rows"}, "etl", {}}),
            "load.cpp:57 write_rows");
  EXPECT_EQ(describe(CallSite{{"", 0, "write_rows"}, "etl --all", {}}), "write_rows in etl");
  EXPECT_EQ(describe(CallSite{{}, "mv out.tmp out.csv", {}}), "mv out.tmp out.csv");
  EXPECT_EQ(describe(CallSite{}), "");
}

TEST(PartedSites, AreTheLinesThatCallOneHelper) {
  const auto [a, b] = told({{"put.py", 9, "put"}, {"load.py", 50, "main"}, {"load.py", 70, ""}},
                           {{"put.py", 9, "put"}, {"load.py", 52, "main"}, {"load.py", 70, ""}});
  EXPECT_EQ(a, "load.py:50 main, in put.py:9 put");
  EXPECT_EQ(b, "load.py:52 main, in put.py:9 put");
}

TEST(PartedSites, StayWhereTheyAreOnTwoLinesOfOneFunction) {
  const auto [a, b] = told({{"load.py", 7, ""}}, {{"load.py", 8, ""}});
  EXPECT_EQ(a, "load.py:7");
  EXPECT_EQ(b, "load.py:8");
}

TEST(PartedSites, MayLieAtDifferentDepths) {
  const auto [a, b] =
      told({{"load.py", 50, "main"}},
           {{"rows.py", 3, "write"}, {"rows.py", 9, "all"}, {"load.py", 52, "main"}});
  EXPECT_EQ(a, "load.py:50 main");
  EXPECT_EQ(b, "load.py:52 main, in rows.py:3 write");
}

TEST(PartedSites, LieInTheInnermostFunctionThatTellsThemApart) {
  const auto [a, b] = told({{"f.cpp", 1, "open"}, {"f.cpp", 20, "save"}, {"m.cpp", 5, "main"}},
                           {{"f.cpp", 2, "shut"}, {"f.cpp", 22, "save"}, {"m.cpp", 5, "main"}});
  EXPECT_EQ(a, "f.cpp:20 save, in f.cpp:1 open");
  EXPECT_EQ(b, "f.cpp:22 save, in f.cpp:2 shut");
}

TEST(PartedSites, DoNotTakeOneLambdaForAnother) {
  const auto [a, b] =
      told({{"f.cpp", 35, "operator()"}, {"f.cpp", 80, "create"}, {"m.cpp", 5, "main"}},
           {{"f.cpp", 79, "operator()"}, {"f.cpp", 90, "move"}, {"m.cpp", 6, "main"}});
  EXPECT_EQ(a, "m.cpp:5 main, in f.cpp:35 operator()");
  EXPECT_EQ(b, "m.cpp:6 main, in f.cpp:79 operator()");
}

TEST(PartedSites, StayTheInnermostWhereNothingIsShared) {
  for (const Places& other : {Places{{"b.py", 2, "two"}}, Places{{"a.py", 1, "one"}}}) {
    const CallSite one = site_of({{"a.py", 1, "one"}});
    EXPECT_EQ(parted(one, site_of(other)), std::pair(one, site_of(other)));
  }
  const CallSite unknown{{}, "mv a b", {}};
  EXPECT_EQ(parted(unknown, unknown), std::pair(unknown, unknown));
}

}  // namespace
}  // namespace crashproof
