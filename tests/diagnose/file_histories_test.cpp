// Which versions files go through.
#include "harness/diagnose/file_histories.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/diagnose/made_trace.h"

namespace crashproof {
namespace {

using made::MadeTrace;
using made::of;

TEST(FileHistories, ARenameShowsAVersionWhole) {
  MadeTrace run;
  run.create("ckpt.tmp");
  run.append("ckpt.tmp", "1");
  const std::uint64_t renamed = run.rename("ckpt.tmp", "ckpt");
  const auto files = run.histories({}, {"ckpt"});
  const FileHistory& checkpoint = of("ckpt", files);
  ASSERT_EQ(checkpoint.versions.size(), 1U);
  EXPECT_EQ(checkpoint.versions.front().from, renamed + 1);
  EXPECT_EQ(checkpoint.versions.front().whole, renamed + 1);
  EXPECT_FALSE(is_incomplete_at(checkpoint, renamed + 1));
  EXPECT_FALSE(is_present_at(of("ckpt.tmp", files), renamed + 1));
}

TEST(FileHistories, WritingInPlaceIsIncompleteUntilTheWriterTurnsAway) {
  MadeTrace run;
  const std::uint64_t emptied = run.truncate("ckpt");
  run.append("ckpt", "half");
  const std::uint64_t last = run.append("ckpt", "whole");
  run.create("other");
  run.append("ckpt", "again");
  const auto files = run.histories({"ckpt"}, {"ckpt", "other"});
  const FileHistory& checkpoint = of("ckpt", files);
  ASSERT_EQ(checkpoint.versions.size(), 2U);
  EXPECT_TRUE(checkpoint.versions.front().replaces);
  EXPECT_EQ(checkpoint.versions.front().from, emptied + 1);
  EXPECT_EQ(checkpoint.versions.front().whole, last + 1);
  EXPECT_TRUE(is_incomplete_at(checkpoint, emptied + 1));
  EXPECT_TRUE(is_incomplete_at(checkpoint, last));
  EXPECT_FALSE(is_incomplete_at(checkpoint, last + 1));
  EXPECT_FALSE(checkpoint.versions.back().replaces);
}

TEST(FileHistories, EachLineThatIsAddedIsAVersion) {
  MadeTrace run;
  run.create("log");
  run.append("log", "one\n");
  const std::uint64_t last_of_first = run.append("log", "two\n");
  run.create("other");
  const std::uint64_t added = run.append("log", "three\n");
  run.append("log", "four\n");
  const auto files = run.histories({}, {"log", "other"});
  EXPECT_EQ(of("log", files).versions.size(), 3U);
  // What is made anew is whole when its writer has turned away; what is added, line by line.
  EXPECT_TRUE(is_incomplete_at(of("log", files), last_of_first));
  EXPECT_FALSE(is_incomplete_at(of("log", files), added + 1));
}

TEST(FileHistories, PermissionsSetRightAfterBelongToTheVersion) {
  MadeTrace run;
  run.create("copy");
  run.append("copy", "text\n");
  const std::uint64_t set = run.chmod("copy");
  const auto files = run.histories({}, {"copy"});
  EXPECT_TRUE(is_incomplete_at(of("copy", files), set));
  EXPECT_FALSE(is_incomplete_at(of("copy", files), set + 1));
}

TEST(FileHistories, ADatabaseShowsWholeTransactionsOnly) {
  MadeTrace run;
  run.create("jobs.db-journal");
  run.append("jobs.db-journal", "old page");
  run.write("jobs.db", "page", 4096);
  const std::uint64_t committed = run.unlink("jobs.db-journal");
  const auto files = run.histories({"jobs.db"}, {"jobs.db"});
  ASSERT_EQ(files.size(), 1U);
  const FileHistory& database = files.front();
  EXPECT_EQ(database.companions.size(), 3U);
  ASSERT_FALSE(database.versions.empty());
  EXPECT_EQ(database.versions.back().whole, committed + 1);
  for (std::uint64_t gap = 0; gap <= committed + 1; ++gap) {
    EXPECT_FALSE(is_incomplete_at(database, gap)) << gap;
  }
}

TEST(FileHistories, WritersAreTold) {
  MadeTrace run;
  run.as("main+1").create("ckpt");
  run.append("ckpt", "1");
  run.as("main+2").write("ckpt", "2", 0);
  const auto files = run.histories({}, {"ckpt"});
  ASSERT_EQ(of("ckpt", files).versions.size(), 2U);
  EXPECT_EQ(of("ckpt", files).versions[0].writer, "main+1");
  EXPECT_EQ(of("ckpt", files).versions[1].writer, "main+2");
}

TEST(FileHistories, WhatAShellMakesItsChildFills) {
  MadeTrace run;
  const std::uint64_t made = run.as("main").create("out");
  const std::uint64_t filled = run.as("main/1").append("out", "text\n");
  const auto files = run.histories({}, {"out"});
  ASSERT_EQ(of("out", files).versions.size(), 1U);
  EXPECT_TRUE(is_incomplete_at(of("out", files), made + 1));
  EXPECT_FALSE(is_incomplete_at(of("out", files), filled + 1));
}

// Whatever a run does: versions come in order, are whole after they begin, and lie in the trace.
RC_GTEST_PROP(FileHistoriesProperty, VersionsFollowOneAnother, ()) {
  MadeTrace run;
  const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 6), rc::gen::inRange(0, 4)));
  const std::vector<std::string> paths{"a", "b", "jobs.db", "jobs.db-journal"};
  for (const auto& [kind, which] : steps) {
    const std::string& path = paths[static_cast<std::size_t>(which)];
    run.as(kind % 2 == 0 ? "main" : "main+1");
    if (kind == 0) run.create(path);
    if (kind == 1) run.append(path, "x");
    if (kind == 2) run.append(path, "line\n");
    if (kind == 3) run.truncate(path);
    if (kind == 4) run.rename(path, "a");
    if (kind == 5) run.unlink(path);
  }
  for (const FileHistory& file : run.histories({"jobs.db"}, {"a"})) {
    std::uint64_t from = 0;
    for (const FileVersion& version : file.versions) {
      RC_ASSERT(version.from >= from);
      RC_ASSERT(version.from <= version.whole);
      RC_ASSERT(version.whole <= run.trace().events.size());
      from = version.from;
    }
    if (!file.companions.empty()) {
      for (const FileVersion& version : file.versions) RC_ASSERT(version.from == version.whole);
    }
  }
}

}  // namespace
}  // namespace crashproof
