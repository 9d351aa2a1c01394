// Rules and what is set aside.
#include "harness/judge/scope.h"

#include <gtest/gtest.h>

namespace crashproof {
namespace {

const std::map<std::string, std::set<std::string>> nothing_aside;

TEST(Scope, IgnoresAndStatesNarrowIt) {
  ComparisonRules rules;
  rules.ignores = {"logs", "out/*.tmp"};
  rules.states = {"out", "logs", "state.db"};
  const Scope scope(rules, nothing_aside);
  EXPECT_TRUE(scope.covers("out/a.csv"));
  EXPECT_TRUE(scope.covers("state.db"));
  EXPECT_FALSE(scope.covers("out/x.tmp"));
  EXPECT_FALSE(scope.covers("logs/today"));
  EXPECT_FALSE(scope.covers("src/main.c"));
}

TEST(Scope, AnIgnoredFieldLeavesTheFileCompared) {
  ComparisonRules rules;
  rules.ignores = {"*.db#updated_at", "*.db#jobs#host", "cfg.json#/run/id", "*.db#cache"};
  const Scope scope(rules, nothing_aside);
  EXPECT_TRUE(scope.covers("state.db"));
  EXPECT_FALSE(scope.compares_field("state.db", "jobs", "updated_at"));
  EXPECT_FALSE(scope.compares_field("state.db", "items", "updated_at"));
  EXPECT_FALSE(scope.compares_field("state.db", "jobs", "host"));
  EXPECT_TRUE(scope.compares_field("state.db", "items", "host"));
  EXPECT_FALSE(scope.compares_field("cfg.json", "", "run/id"));
  EXPECT_FALSE(scope.compares_table("state.db", "cache"));
  EXPECT_TRUE(scope.compares_table("state.db", "jobs"));
}

TEST(Scope, WhatIsSetAsideIsNotCompared) {
  const ComparisonRules rules;
  const std::map<std::string, std::set<std::string>> aside{
      {"log", {""}}, {"s.db#jobs", {"pid"}}, {"s.db#tmp", {""}}, {"x", {"(permissions)"}}};
  const Scope scope(rules, aside);
  EXPECT_FALSE(scope.compares_content("log"));
  EXPECT_TRUE(scope.compares_content("s.db"));
  EXPECT_FALSE(scope.compares_field("s.db", "jobs", "pid"));
  EXPECT_TRUE(scope.compares_field("s.db", "items", "pid"));
  EXPECT_FALSE(scope.compares_table("s.db", "tmp"));
  EXPECT_FALSE(scope.compares_permissions("x"));
  EXPECT_TRUE(scope.compares_permissions("log"));
}

TEST(Scope, KeysBelongToPathsAndTables) {
  ComparisonRules rules;
  rules.keys = {"out/*.csv:id", "s.db#items:run,/name", "broken"};
  const Scope scope(rules, nothing_aside);
  using Keys = std::vector<std::vector<std::string>>;
  EXPECT_EQ(scope.keys("out/a.csv", ""), (Keys{{"id"}}));
  EXPECT_EQ(scope.keys("s.db", "items"), (Keys{{"run", "name"}}));
  EXPECT_EQ(scope.keys("s.db", "jobs"), Keys());
}

TEST(Scope, AQuotedHashBelongsToTheName) {
  ComparisonRules rules;
  rules.ignores = {"a\\#b"};
  const Scope scope(rules, nothing_aside);
  EXPECT_FALSE(scope.covers("a#b"));
  EXPECT_TRUE(scope.covers("a"));
}

}  // namespace
}  // namespace crashproof
