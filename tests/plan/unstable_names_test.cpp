// Globs for random names: as little as possible is replaced, and always what is random.
#include "harness/plan/unstable_names.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>

#include "harness/model/schedule.h"
#include "tests/model/arbitrary.h"
#include "tests/plan/events.h"

namespace crashproof {
namespace {

// The glob for `path`, where these paths are stable and it and the others are not.
std::string glob(const std::string& path, const std::set<std::string>& others = {},
                 const std::set<std::string>& stable = {}) {
  Trace trace;
  for (const std::string& name : stable) trace.events.push_back(event(EventKind::create, name));
  std::set<std::string> unstable = others;
  unstable.insert(path);
  for (const std::string& name : unstable) trace.events.push_back(event(EventKind::create, name));
  return UnstableNames(trace, unstable).glob_for(path);
}

TEST(UnstableNames, KeepWhatStablePathsShow) {
  EXPECT_EQ(glob("state/checkpoint.Xb3Fq9", {}, {"state/checkpoint"}), "state/checkpoint.*");
  EXPECT_EQ(glob("state/.checkpoint.json.tmp-1234", {}, {"state/checkpoint.json"}),
            "state/.checkpoint.json.tmp-*");
}

TEST(UnstableNames, KeepShortWords) {
  EXPECT_EQ(glob("a.12345.tmp", {}, {"x"}), "a.*.tmp");
  EXPECT_EQ(glob("f47ac10b-58cc-dead-a567-0e02b2c3d479.json", {}, {"x"}), "*.json");
}

TEST(UnstableNames, KeepWhatThreeNamesHaveInCommon) {
  EXPECT_EQ(glob("tmp71kz2q_", {}, {"x"}), "*");
  EXPECT_EQ(glob("tmp71kz2q_", {"tmp71cdb0w"}, {"x"}), "*");
  EXPECT_EQ(glob("tmp71kz2q_", {"tmp8cdb0w1e", "tmpk_q02j5c"}, {"x"}), "tmp*");
  EXPECT_EQ(glob("b/tmp_obj_aX9", {"c/tmp_obj_k77", "b/tmp_obj_0qR"}, {"b/x", "c/x"}),
            "b/tmp_obj_*");
}

TEST(UnstableNames, DropTheMarkThatOneRunGivesAllItsNames) {
  const std::set<std::string> unstable = {"w/.tmp-3f09ac11-1", "w/.tmp-3f09ac11-2",
                                          "w/.tmp-3f09ac11-3"};
  const UnstableNames names(Trace{}, unstable);
  EXPECT_EQ(names.glob_for("w/.tmp-3f09ac11-2"), "w/.tmp-*");
}

TEST(UnstableNames, ReplaceWholeNamesThatShowNothing) {
  EXPECT_EQ(glob("objects/ab", {}, {"objects/x"}), "objects/*");
  EXPECT_EQ(glob("objects/3f/8a90c1d2", {"objects/3f"}, {"objects/x"}), "objects/*/*");
  EXPECT_EQ(glob("objects/3f/8a90c1d2", {}, {"objects/x"}), "objects/3f/*");
}

TEST(UnstableNames, KeepNamesBelowRandomDirectories) {
  EXPECT_EQ(glob("/tmp/job.Xb3Fq9/data.csv", {"/tmp/job.Xb3Fq9"}, {"/tmp/job.log"}),
            "/tmp/job.*/data.csv");
}

TEST(UnstableNames, QuoteWhatTheyKeep) {
  EXPECT_EQ(glob("a*b/c.Xb3Fq9", {}, {"a*b/c"}), "a\\*b/c.*");
  EXPECT_EQ(UnstableNames(Trace(), {}).glob_for("a*b"), "a\\*b");
}

RC_GTEST_PROP(UnstableNames, AlwaysMatchTheirPath, (const Trace& trace)) {
  std::set<std::string> unstable;
  for (const Event& event : trace.events) {
    if (*rc::gen::arbitrary<bool>()) unstable.insert(event.path);
  }
  const UnstableNames names(trace, unstable);
  for (const Event& event : trace.events) {
    RC_ASSERT(glob_matches(names.glob_for(event.path), event.path));
    if (unstable.contains(event.path)) continue;
    RC_ASSERT(names.glob_for(event.path) == glob_quoted(event.path));
  }
}

// What the other run calls it: the same name with other random characters.
RC_GTEST_PROP(UnstableNames, MatchTheNameOfTheNextRun, ()) {
  const auto random = rc::gen::container<std::string>(
      6, rc::gen::elementOf(std::string("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                        "0123456789")));
  const std::string stem = *rc::gen::element<std::string>("out.csv.", "d/ckpt.", "d/.tmp-", "a b/");
  const std::string end = *rc::gen::element<std::string>("", ".tmp", "~");
  const std::string name = glob(stem + *random + end, {}, {"out.csv", "d/ckpt", "a b/x"});
  RC_ASSERT(glob_matches(name, stem + *random + end));
  RC_ASSERT(name == stem + "*" + end);
}

}  // namespace
}  // namespace crashproof
