// Patterns over paths.
#include "harness/judge/path_pattern.h"

#include <gtest/gtest.h>

namespace crashproof {
namespace {

TEST(PathPattern, MatchesComponentByComponent) {
  EXPECT_TRUE(path_matches("out.csv", "out.csv"));
  EXPECT_TRUE(path_matches("*.log", "a.log"));
  EXPECT_FALSE(path_matches("*.log", "dir/a.log"));
  EXPECT_TRUE(path_matches("*/a.log", "dir/a.log"));
  EXPECT_FALSE(path_matches("dir/a", "dir"));
}

TEST(PathPattern, MeansWhatIsBelowADirectoryToo) {
  for (const char* pattern : {"logs", "logs/", "logs/**", "./logs", "l*s/"}) {
    EXPECT_TRUE(path_matches(pattern, "logs")) << pattern;
    EXPECT_TRUE(path_matches(pattern, "logs/a/b.txt")) << pattern;
    EXPECT_FALSE(path_matches(pattern, "logs2")) << pattern;
    EXPECT_FALSE(path_matches(pattern, "a/logs")) << pattern;
  }
}

TEST(PathPattern, TwoStarsStandForAnyDirectories) {
  EXPECT_TRUE(path_matches("**/*.log", "a.log"));
  EXPECT_TRUE(path_matches("**/*.log", "a/b/c.log"));
  EXPECT_TRUE(path_matches("a/**/z", "a/b/c/z"));
  EXPECT_FALSE(path_matches("a/**/z", "b/z"));
}

TEST(PathPattern, NothingMatchesNothing) {
  EXPECT_FALSE(path_matches("", "a"));
  EXPECT_FALSE(path_matches("a", ""));
  EXPECT_FALSE(path_matches("/", "a"));
}

TEST(PathPattern, QuotesAreLiteral) {
  EXPECT_TRUE(path_matches("a\\*", "a*"));
  EXPECT_FALSE(path_matches("a\\*", "ab"));
}

}  // namespace
}  // namespace crashproof
