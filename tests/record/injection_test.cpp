// What is done to processes at a position: kills, stalls and signals, before and after exactly it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <string>

#include "tests/record/injected_run.h"

namespace crashproof::testing {
namespace {

using Effect = Injection::Effect;
using How = RunExit::How;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> workers(const std::string& kind) {
  return {subject("workers"), kind, kind == "threads" ? "4" : "3", "6"};
}

std::vector<std::string> flusher(const std::string& mode, const std::string& items = "8") {
  return {subject("flusher"), items, mode};
}

using KillingOne = InjectedRun;

TEST_F(KillingOne, WholeTreeAmongOthers) {
  const Supervised result =
      shell("echo one > a; echo two > b; echo three > c; echo four > d",
            {failure("before:write(a)", ENOSPC), injection(Effect::kill_tree, "after:write(c)")});
  EXPECT_THAT(result.happened, ElementsAre(true, true));
  EXPECT_FALSE(result.killed);  // that is about kill_at
  EXPECT_EQ(result.trace.exit.how, How::killed);
  EXPECT_EQ(sandbox_.read("a"), "");
  EXPECT_EQ(sandbox_.read("c"), "three\n");
  EXPECT_FALSE(exists("d"));
}

TEST_F(KillingOne, KillAtTakesPartInTheSameRun) {
  const Supervised result = run({"sh", "-c", "echo one > a; echo two > b; echo three > c"},
                                {failure("before:create(a)", EACCES)}, "before:write(b)");
  EXPECT_TRUE(result.killed);
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("b"), "");
  EXPECT_FALSE(exists("a"));
}

TEST_F(KillingOne, ProcessBeforeItsEvent) {
  const Supervised result =
      run(workers("processes"), {injection(Effect::kill_process, "before:write(w2)#3")});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("w2"), "1\n2\n");
  EXPECT_EQ(lines(sandbox_.read("w1")), 6u);
  EXPECT_EQ(lines(sandbox_.read("w3")), 6u);
  EXPECT_EQ(sandbox_.read("done"), "2");
  EXPECT_TRUE(result.trace.exit.succeeded());
}

TEST_F(KillingOne, ProcessAfterItsEvent) {
  const Supervised result =
      run(workers("processes"), {injection(Effect::kill_process, "after:write(w2)#3")});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("w2"), "1\n2\n3\n");
  EXPECT_EQ(sandbox_.read("done"), "2");
}

TEST_F(KillingOne, ProcessInsideItsWrite) {
  const Supervised result = shell("(echo abcdefgh > a; echo no > b); echo survived > c",
                                  {injection(Effect::kill_process, "in:write(a)+3")});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("a"), "abc");
  EXPECT_FALSE(exists("b"));
  EXPECT_EQ(sandbox_.read("c"), "survived\n");
}

TEST_F(KillingOne, AnotherProcessByItsRole) {
  // The first worker waits in a FIFO for a writer that never comes, unless somebody kills it.
  Injection kill = injection(Effect::kill_process, "after:write(b)");
  kill.role = "main/2+7";  // the process part counts; main/1 was mkfifo
  const Supervised result = shell(
      "mkfifo f; (exec 3< f; echo no > a) & sleep 0.1; echo x > b; wait; echo $? > c", {kill});
  EXPECT_TRUE(happened(result));
  EXPECT_TRUE(result.trace.exit.succeeded());
  EXPECT_FALSE(exists("a"));
  EXPECT_TRUE(exists("c"));
  EXPECT_LT(result.trace.exit.seconds, 5.0);
}

TEST_F(KillingOne, ThreadedProcessDiesWhole) {
  const Supervised result =
      run(workers("threads"), {injection(Effect::kill_process, "after:write(w2)#2")});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("w2"), "1\n2\n");
  EXPECT_FALSE(exists("done"));
  EXPECT_EQ(result.trace.exit.how, How::killed);
}

TEST_F(KillingOne, FirstProcessWhileItsChildGoesOn) {
  Injection kill = injection(Effect::kill_process, "after:write(parent)");
  const Supervised result = shell(
      "(for n in 1 2 3 4 5 6; do sleep 0.1; echo $n >> child; done) & echo x > parent; wait;"
      "echo y > never",
      {kill});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(result.trace.exit.how, How::killed);
  // Longer than the grace for leftovers: it was busy all the time.
  EXPECT_EQ(lines(sandbox_.read("child")), 6u);
  EXPECT_EQ(result.trace.leftover_processes, 0u);
  EXPECT_FALSE(exists("never"));
}

TEST_F(KillingOne, RoleThatIsNotThere) {
  Injection kill = injection(Effect::kill_process, "after:write(a)");
  kill.role = "main/9";
  const Supervised result = shell("echo x > a; echo y > b", {kill});
  EXPECT_THAT(result.happened, ElementsAre(false));
  EXPECT_TRUE(exists("b"));
}

class Stalling : public InjectedRun {
 protected:
  static Injection stall(const std::string& where, const std::string& role = "") {
    Injection made = injection(Effect::stall, where);
    made.stall_seconds = 0.4;
    made.role = role;
    return made;
  }
};

TEST_F(Stalling, OneThreadOfFourBeforeItsWrite) {
  const Supervised result = run(workers("threads"), {stall("before:write(w2)#3")});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("w2"), "1\n2\n");
  for (const char* other : {"w1", "w3", "w4"}) EXPECT_EQ(lines(sandbox_.read(other)), 6u) << other;
  EXPECT_FALSE(exists("done"));
  EXPECT_EQ(result.trace.exit.how, How::killed);
  EXPECT_GT(result.trace.exit.seconds, 0.4);
  EXPECT_LT(result.trace.exit.seconds, 3.0);
}

TEST_F(Stalling, OneThreadOfFourAfterItsWrite) {
  const Supervised result = run(workers("threads"), {stall("after:write(w2)#3")});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("w2"), "1\n2\n3\n");
  for (const char* other : {"w1", "w3", "w4"}) EXPECT_EQ(lines(sandbox_.read(other)), 6u) << other;
}

TEST_F(Stalling, AnotherThreadByItsRole) {
  const Supervised result =
      run({subject("workers"), "threads", "4", "200"}, {stall("after:fork(*)#4", "main+4")});
  EXPECT_TRUE(happened(result));
  EXPECT_FALSE(exists("done"));
  EXPECT_LT(lines(sandbox_.read("w3")), 200u);
  for (const char* other : {"w1", "w2", "w4"}) EXPECT_EQ(lines(sandbox_.read(other)), 200u);
  std::size_t forks = 0;
  std::size_t own_events_since = 0;
  for (const Event& event : result.trace.events) {
    forks += event.kind == EventKind::fork ? 1 : 0;
    own_events_since += forks == 4 && event.process == "main+4" ? 1 : 0;
  }
  // A call that was being run at that moment may still end.
  EXPECT_LE(own_events_since, 1u);
}

TEST_F(Stalling, ProcessEndsTheRunOnceAllOthersOnlyWait) {
  const Supervised result = run(workers("processes"), {stall("before:create(w3)", "main/3")});
  EXPECT_TRUE(happened(result));
  EXPECT_FALSE(exists("w3"));
  EXPECT_EQ(lines(sandbox_.read("w1")), 6u);
  EXPECT_EQ(result.trace.exit.how, How::killed);
}

TEST_F(Stalling, NobodyElseIsLeft) {
  Injection forever = stall("after:write(a)");
  forever.stall_seconds = 15;
  const Supervised result = shell("echo x > a; echo y > b", {forever});
  EXPECT_TRUE(happened(result));
  EXPECT_FALSE(exists("b"));
  EXPECT_LT(result.trace.exit.seconds, 3.0);
}

TEST_F(Stalling, WorkerThatNobodyWaitsFor) {
  const Supervised result =
      shell("(echo x > a; echo y > b) & while [ ! -e a ]; do sleep 0.01; done; exit 3",
            {stall("after:create(a)")});
  EXPECT_TRUE(happened(result));
  EXPECT_FALSE(exists("b"));
  EXPECT_EQ(result.trace.exit.how, How::exited);
  EXPECT_EQ(result.trace.exit.code, 3);
  EXPECT_EQ(result.trace.leftover_processes, 0u);
}

TEST_F(Stalling, InsideAWriteWhileOthersSeeThePart) {
  const Supervised result =
      shell("(echo abcdef > a) & while [ ! -s a ]; do sleep 0.01; done; cp a b",
            {stall("in:write(a)+4")});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("b"), "abcd");
}

TEST_F(Stalling, AtTheStart) {
  const Supervised result = shell("echo x > a", {stall("start")});
  EXPECT_TRUE(happened(result));
  EXPECT_FALSE(exists("a"));
}

TEST_F(Stalling, ThenAKillOfTheRest) {
  const Supervised result = shell(
      "(echo w > a; echo x > b) & while [ ! -e a ]; do sleep 0.01; done; sleep 0.1;"
      "echo y > c; echo z > d",
      {stall("before:create(b)"), injection(Effect::kill_tree, "after:write(c)")});
  EXPECT_THAT(result.happened, ElementsAre(true, true));
  EXPECT_EQ(sandbox_.read("a"), "w\n");
  EXPECT_FALSE(exists("b"));
  EXPECT_EQ(sandbox_.read("c"), "y\n");
  EXPECT_FALSE(exists("d"));
}

class Signalling : public InjectedRun {
 protected:
  static Injection ask(const std::string& where, int number = SIGTERM, int again = 0) {
    Injection made = injection(Effect::signal, where);
    made.signal = number;
    made.second_signal = again;
    return made;
  }

  // The fifth write was not lost to the signal: it ran once the handler was done.
  void expect_handled_before_fifth_item(const Trace& trace) const {
    EXPECT_EQ(sandbox_.read("state"), "flushing\nflushing\nflushing\nflushing\n5\n");
    EXPECT_EQ(lines(sandbox_.read("out")), 5u);
    const auto writes = where(trace, "write(out)"), handled = where(trace, "write(handled)");
    ASSERT_THAT(writes, SizeIs(5));
    ASSERT_THAT(handled, SizeIs(1));
    EXPECT_LT(writes[3], handled[0]);
    EXPECT_LT(handled[0], writes[4]);
  }
};

TEST_F(Signalling, BeforeAWriteTheHandlerComesFirst) {
  const Supervised result = run(flusher("graceful"), {ask("before:write(out)#5")});
  EXPECT_TRUE(happened(result));
  EXPECT_TRUE(result.trace.exit.succeeded());
  expect_handled_before_fifth_item(result.trace);
  ASSERT_TRUE(result.stop_seconds);
  EXPECT_LT(*result.stop_seconds, 2.0);
  EXPECT_FALSE(result.outlived_grace);
}

TEST_F(Signalling, BeforeAWriteOfAJobWithAnIdleThread) {
  const Supervised result = run(flusher("threaded"), {ask("before:write(out)#5")});
  EXPECT_TRUE(happened(result));
  expect_handled_before_fifth_item(result.trace);
}

TEST_F(Signalling, BeforeAWriteOfAnotherProcessOfTheGroup) {
  Injection request = ask("before:write(out)#5");
  request.group = true;
  const Supervised result =
      shell("trap : TERM; " + subject("flusher") + " 8 graceful; echo $? > status", {request});
  EXPECT_TRUE(happened(result));
  expect_handled_before_fifth_item(result.trace);
  EXPECT_EQ(sandbox_.read("status"), "0\n");
}

TEST_F(Signalling, AfterAWriteTheHandlerComesNext) {
  for (const int number : {SIGINT, SIGHUP}) {
    const Supervised result = run(flusher("graceful"), {ask("after:write(out)#5", number)});
    EXPECT_TRUE(happened(result));
    EXPECT_EQ(sandbox_.read("handled"),
              std::to_string(number).insert(0, number < 10 ? "0" : "") + "\n");
    const auto writes = where(result.trace, "write(out)"),
               handled = where(result.trace, "create(handled)");
    ASSERT_THAT(writes, SizeIs(5));
    ASSERT_THAT(handled, SizeIs(1));
    EXPECT_EQ(handled[0], writes[4] + 1);
    for (const char* name : {"out", "handled", "state"}) {
      std::remove((sandbox_.workspace() + "/" + name).c_str());
    }
  }
}

TEST_F(Signalling, InsideAWriteWhichIsShortThen) {
  const Supervised result = run(flusher("graceful"), {ask("in:write(out)#3+2")});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(result.trace.exit.code, 9);  // it takes a short write for an error
  EXPECT_EQ(sandbox_.read("out"), "item 1\nitem 2\nit");
  EXPECT_EQ(sandbox_.read("handled"), "15\n");
}

TEST_F(Signalling, WithoutAHandlerItEndsTheJob) {
  const Supervised result = shell("echo x > a; echo y > b", {ask("before:write(b)")});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(result.trace.exit.how, How::signalled);
  EXPECT_EQ(result.trace.exit.code, SIGTERM);
  EXPECT_EQ(sandbox_.read("b"), "");
}

TEST_F(Signalling, IgnoredPastTheGraceTime) {
  Injection request = ask("after:write(out)#2");
  request.grace_seconds = 0.3;
  const Supervised result = run(flusher("ignoring", "1000000"), {request});
  EXPECT_TRUE(happened(result));
  EXPECT_TRUE(result.outlived_grace);
  EXPECT_EQ(result.trace.exit.how, How::killed);
  ASSERT_TRUE(result.stop_seconds);
  EXPECT_GT(*result.stop_seconds, 0.29);
  EXPECT_LT(*result.stop_seconds, 3.0);
  EXPECT_GT(lines(sandbox_.read("out")), 2u);
}

TEST_F(Signalling, SecondOneDuringTheFlush) {
  const Supervised result = run(flusher("impatient"), {ask("after:write(out)#2", SIGTERM, SIGINT)});
  EXPECT_TRUE(happened(result));
  // The handler itself made the first Event: the second signal came into it.
  EXPECT_EQ(sandbox_.read("handled"), "02\n15\n");
  EXPECT_EQ(result.trace.exit.code, 3);
  EXPECT_FALSE(exists("state"));
}

TEST_F(Signalling, SecondOneToAJobThatFetchesItsSignals) {
  const Supervised result = run(flusher("fetching"), {ask("after:write(out)#2", SIGTERM, SIGTERM)});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("handled"), "15\n15\n");
  EXPECT_EQ(result.trace.exit.code, 3);
}

TEST_F(Signalling, ThenAKillDuringTheFlush) {
  const Supervised result =
      run(flusher("graceful"),
          {ask("after:write(out)#4"), injection(Effect::kill_tree, "before:rename(state)")});
  EXPECT_THAT(result.happened, ElementsAre(true, true));
  EXPECT_EQ(lines(sandbox_.read("state.tmp")), 5u);
  EXPECT_FALSE(exists("state"));
  EXPECT_EQ(result.trace.exit.how, How::killed);
}

constexpr const char* kGroup =
    "trap 'echo parent >> trapped' TERM; sh -c 'trap \"echo child >> trapped; exit 5\" TERM;"
    "echo x > a; sleep 0.3; echo y > b'; echo $? > status";

TEST_F(Signalling, WholeGroup) {
  Injection request = ask("after:write(a)");
  request.group = true;
  const Supervised result = shell(kGroup, {request});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("status"), "5\n");
  EXPECT_EQ(lines(sandbox_.read("trapped")), 2u);
  EXPECT_FALSE(exists("b"));
}

TEST_F(Signalling, LeaderAlone) {
  const Supervised result = shell(kGroup, {ask("after:write(a)")});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("status"), "0\n");
  EXPECT_EQ(sandbox_.read("trapped"), "parent\n");
  EXPECT_TRUE(exists("b"));
}

TEST_F(Signalling, PythonFlushesInItsHandler) {
  const Supervised result = run({"python3", "-c", R"py(
import signal, sys
def stop(number, frame):
    with open("state", "w") as file:
        file.write(str(done))
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
done = 0
for n in range(50):
    with open("out", "a") as file:
        file.write("item\n")
    done = n + 1
)py"},
                                {ask("after:write(out)#7")});
  EXPECT_TRUE(happened(result));
  EXPECT_TRUE(result.trace.exit.succeeded());
  EXPECT_EQ(lines(sandbox_.read("out")), 7u);
  EXPECT_THAT(sandbox_.read("state"), ::testing::AnyOf("6", "7"));
}

TEST_F(Signalling, PositionThatNeverComes) {
  const Supervised result = shell("echo x > a", {ask("after:write(b)")});
  EXPECT_THAT(result.happened, ElementsAre(false));
  EXPECT_FALSE(result.stop_seconds);
  EXPECT_TRUE(result.trace.exit.succeeded());
}

}  // namespace
}  // namespace crashproof::testing
