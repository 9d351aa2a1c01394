// What a person may see of a replay: kept trees, a shell in the crash state, a debugger; and that a
// replay of what is no longer there never passes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using testing::HasSubstr;
using testing::Not;

// The counter says "done" before the log has the item.
constexpr const char* counts_first =
    "[ -e counter ] || echo 0 > counter\n"
    "while n=$(cat counter); [ $n -lt 3 ]; do\n"
    "  echo $((n + 1)) > counter.tmp && mv counter.tmp counter\n"
    "  echo item $((n + 1)) >> log\n"
    "done\n";
constexpr const char* schedule = "'kill@after:rename(counter)#2'";

class Looking : public testing::Test {
 protected:
  Looking() {
    job_.write("job.sh", counts_first);
    before_ = fingerprints(job_.path());
  }

  Ran replay(const std::string& options, const std::string& input = "", double limit_seconds = 60) {
    return run_line("printf '%s' " + ("'" + input + "'") + " | \"$CRASHPROOF\" replay --quiet " +
                        options + " " + schedule + " -- sh job.sh",
                    job_.path(), limit_seconds);
  }
  void expect_workspace_untouched() const { EXPECT_EQ(fingerprints(job_.path()), before_); }

  Workspace job_;
  Workspace elsewhere_;
  std::map<std::string, std::string> before_;
};

TEST_F(Looking, KeepLeavesThreeTrees) {
  const Ran ran = replay("--keep " + elsewhere_.path("kept"));
  EXPECT_EQ(ran.exit, 1) << ran.out << ran.err;
  EXPECT_EQ(elsewhere_.read("kept/crashed/counter"), "2\n");
  EXPECT_EQ(elsewhere_.read("kept/crashed/log"), "item 1\n");
  EXPECT_EQ(elsewhere_.read("kept/final/log"), "item 1\nitem 3\n");
  EXPECT_EQ(elsewhere_.read("kept/expected/log"), "item 1\nitem 2\nitem 3\n");
  EXPECT_EQ(std::filesystem::last_write_time(elsewhere_.path("kept/crashed/job.sh")),
            std::filesystem::last_write_time(job_.path("job.sh")));
  EXPECT_THAT(ran.out, HasSubstr("kept/{crashed,final,expected}"));
  expect_workspace_untouched();
}

TEST_F(Looking, KeepRefusesAPlaceThatIsNotEmpty) {
  elsewhere_.write("kept/mine", "x");
  const Ran ran = replay("--keep " + elsewhere_.path("kept"));
  EXPECT_EQ(ran.exit, 2);
  EXPECT_THAT(ran.err, HasSubstr("is not empty"));
  EXPECT_EQ(elsewhere_.read("kept/mine"), "x");
  EXPECT_FALSE(elsewhere_.has("kept/crashed"));
}

TEST_F(Looking, KeepLeavesNothingOfATrialThatDidNotHappen) {
  const Ran ran = run_line("\"$CRASHPROOF\" replay --quiet --keep " + elsewhere_.path("kept") +
                               " 'kill@after:rename(counter)#9' -- sh job.sh",
                           job_.path());
  EXPECT_EQ(ran.exit, 6) << ran.out << ran.err;
  EXPECT_FALSE(elsewhere_.has("kept"));
}

TEST_F(Looking, AShellSeesTheCrashStateAndChangesNothing) {
  const Ran ran = replay("--shell", "pwd; cat counter log; echo mine > log; echo x > /tmp/seen$$");
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(job_.path() + "\n2\nitem 1\n"));
  EXPECT_THAT(ran.out, HasSubstr("nothing was judged"));
  EXPECT_THAT(ran.err, HasSubstr("before the resume"));
  expect_workspace_untouched();
}

TEST_F(Looking, AShellInPlaceSeesTheSame) {
  const Ran ran = replay("--shell --isolation in-place", "cat counter log; echo mine > log");
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("2\nitem 1\n"));
  expect_workspace_untouched();
}

TEST_F(Looking, NothingThatAShellStartsOutlivesIt) {
  Running running("echo 'sleep 300 & sleep 300 &' | \"$CRASHPROOF\" replay --quiet --shell " +
                      std::string(schedule) + " -- sh job.sh",
                  job_.path());
  ASSERT_TRUE(running.wait(60));
  EXPECT_EQ(running.result().exit, 0);
  EXPECT_TRUE(running.survivors().empty());
}

TEST_F(Looking, ADebuggerFindsTheRunStoppedBeforeTheEvent) {
  // Any program that is given a pid will do: this one tells what is there, and that it can trace.
  job_.write("look",
             "echo state: $(cut -d' ' -f3 /proc/$1/stat)\n"
             "cat counter\n"
             "ls counter.tmp\n");
  const Ran ran = replay("--gdb-command 'sh look'");
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("state: T\n1\ncounter.tmp\n"));
  EXPECT_THAT(ran.out, HasSubstr("nothing was judged"));
}

TEST_F(Looking, GdbShowsWhereTheRunIs) {
  if (run_line("gdb --version", job_.path()).exit != 0) GTEST_SKIP() << "gdb is not installed";
  const Ran ran = replay("--gdb-command 'gdb -nx -batch -ex bt -ex \"x/i \\$pc\" -p'");
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("rename"));
  EXPECT_THAT(ran.out, HasSubstr("syscall"));
}

TEST_F(Looking, ADebuggerNeedsAnEvent) {
  const Ran ran = run_line(
      "\"$CRASHPROOF\" replay --quiet --gdb-command true kill@end -- sh job.sh", job_.path());
  EXPECT_EQ(ran.exit, 3) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("no event happens at 'end'"));
}

TEST_F(Looking, AnotherTraceIsNeverAPass) {
  job_.write("job.sh", "echo a > a\necho b > b\n");
  const Audited same = crashproof("replay", "'kill@after:write(a)' -- sh job.sh", job_.path());
  EXPECT_EQ(same.exit(), 0) << same.all();
  const std::string hash = same.summary.at("trace");
  const Audited expected = crashproof(
      "replay", "--expect-trace " + hash + " 'kill@after:write(a)' -- sh job.sh", job_.path());
  EXPECT_EQ(expected.exit(), 0) << expected.all();
  const Audited other =
      crashproof("replay", "--expect-trace 0123 'kill@after:write(a)' -- sh job.sh", job_.path());
  EXPECT_EQ(other.exit(), 6) << other.all();
  EXPECT_TRUE(other.replay.at("drifted"));
}

TEST_F(Looking, AVersionThatNeverWasIsNeverAPass) {
  job_.write("job.sh", "echo a > a\necho b > b\n");
  const Audited audited = crashproof(
      "replay", "'kill@after:write(a); as-of[a=after:write(nosuch)]@resume1' -- sh job.sh",
      job_.path());
  EXPECT_EQ(audited.exit(), 6) << audited.all();
  EXPECT_TRUE(audited.replay.at("drifted"));
}

}  // namespace
}  // namespace crashproof::audits
