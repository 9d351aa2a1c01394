// Calls that fail, and writes that put down less than they were asked to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "tests/record/injected_run.h"

namespace crashproof::testing {
namespace {

using Effect = Injection::Effect;
using ::testing::ElementsAre;
using ::testing::SizeIs;

Injection shortened(const std::string& where, std::uint64_t bytes, std::uint64_t times = 1) {
  Injection made = injection(Effect::short_call, where);
  made.bytes = bytes;
  made.times = times;
  return made;
}

Injection full_disk(const std::string& where) {
  Injection made = failure(where, ENOSPC);
  made.no_space = true;
  return made;
}

class FailingCalls : public InjectedRun {
 protected:
  // Seven writes to one file; "failed" lines say which of them a shell was told had failed.
  Supervised seven(std::vector<Injection> injections) {
    return shell(
        "for n in 1 2 3 4 5 6 7; do echo $n >> out || failed=\"$failed $n\"; done 2> err;"
        "echo $failed > failed",
        std::move(injections));
  }
  std::string failed() const { return sandbox_.read("failed"); }
};

TEST_F(FailingCalls, Once) {
  const Supervised result = seven({failure("before:write(out)#3", EIO)});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(failed(), "3\n");
  EXPECT_EQ(sandbox_.read("out"), "1\n2\n4\n5\n6\n7\n");
  EXPECT_THAT(where(result.trace, "write(out)"), SizeIs(6));
  EXPECT_THAT(sandbox_.read("err"), ::testing::HasSubstr("I/O error"));
}

TEST_F(FailingCalls, SeveralTimesCountFromTheirOwnEvent) {
  EXPECT_TRUE(happened(seven({failure("before:write(out)#3", EIO, 2)})));
  EXPECT_EQ(failed(), "3 4\n");
}

TEST_F(FailingCalls, FromThereOn) {
  EXPECT_TRUE(happened(seven({failure("before:write(out)#5", EIO, 0)})));
  EXPECT_EQ(failed(), "5 6 7\n");
}

TEST_F(FailingCalls, AfterMeansTheNextOne) {
  EXPECT_TRUE(happened(seven({failure("after:write(out)#3", EIO)})));
  EXPECT_EQ(failed(), "4\n");
}

TEST_F(FailingCalls, FromTheStartWhateverItIs) {
  EXPECT_TRUE(happened(shell("mkdir d; mkdir e", {failure("start", EROFS)})));
  EXPECT_FALSE(exists("d"));
  EXPECT_TRUE(exists("e"));
}

TEST_F(FailingCalls, AfterSoManyEvents) {
  const Supervised plain = shell("echo 1 > a; echo 2 > b", {});
  const std::size_t created = where(plain.trace, "create(b)").front();
  std::remove((sandbox_.workspace() + "/a").c_str());
  std::remove((sandbox_.workspace() + "/b").c_str());
  const Supervised result =
      shell("echo 1 > a; echo 2 > b", {failure("event(" + std::to_string(created) + ")", EMFILE)});
  EXPECT_TRUE(happened(result));
  EXPECT_TRUE(exists("a"));
  EXPECT_FALSE(exists("b"));
}

TEST_F(FailingCalls, FailedOnesCountForOtherInjections) {
  const Supervised result = seven(
      {failure("before:write(out)#2", EIO, 2), injection(Effect::kill_tree, "after:write(out)#5")});
  EXPECT_THAT(result.happened, ElementsAre(true, true));
  EXPECT_EQ(sandbox_.read("out"), "1\n4\n5\n");
}

TEST_F(FailingCalls, KillRightAfterTheFailure) {
  const Supervised result = seven(
      {failure("before:write(out)#2", EIO), injection(Effect::kill_tree, "after:write(out)#2")});
  EXPECT_THAT(result.happened, ElementsAre(true, true));
  EXPECT_EQ(sandbox_.read("out"), "1\n");
}

TEST_F(FailingCalls, EachKindByItsName) {
  sandbox_.put("f", "");
  const Supervised result =
      shell("mkdir d; ln -s a l; ln f g; chmod 600 f; mkdir k; rmdir k; rm f; mv f h",
            {failure("before:mkdir(d)", EACCES), failure("before:symlink(*)", EPERM),
             failure("before:link(*)", EMLINK), failure("before:chmod(*)", EPERM),
             failure("before:rmdir(*)", ENOTEMPTY), failure("before:unlink(f)", EBUSY),
             failure("before:rename(*)", EROFS)});
  EXPECT_EQ(result.happened, std::vector<bool>(7, true));
  for (const char* name : {"d", "l", "g", "h"}) EXPECT_FALSE(exists(name)) << name;
  for (const char* name : {"f", "k"}) EXPECT_TRUE(exists(name)) << name;
  EXPECT_THAT(where(result.trace, "unlink(f)"), SizeIs(0));
}

TEST_F(FailingCalls, SyncFailsOnceThenSucceeds) {
  sandbox_.put("in", "abcdefghijklmnopqrstuvwxyz");
  const Supervised result =
      run({subject("careful_writer"), "write"}, {failure("before:fsync(out)", EIO)});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("told"), "26 sync5 ");
  EXPECT_THAT(where(result.trace, "fsync(out)"), SizeIs(1));
}

TEST_F(FailingCalls, InterruptedWriteIsTriedAgain) {
  sandbox_.put("in", "abcdefghijklmnopqrstuvwxyz");
  const Supervised result =
      run({subject("careful_writer"), "write"}, {failure("before:write(out)", EINTR, 3)});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("told"), "errno4 errno4 errno4 26 ");
}

TEST_F(FailingCalls, OpeningForReading) {
  sandbox_.put("in", "data\n");
  const std::string script =
      "for n in 1 2 3; do cat < in || echo no; done > out 2> err; echo end > last";
  const Supervised result = shell(script, {failure("before:open(in)#2", EMFILE)});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("out"), "data\nno\ndata\n");
  EXPECT_THAT(sandbox_.read("err"), ::testing::HasSubstr("Too many open files"));
  EXPECT_THAT(where(result.trace, "open(in)"), SizeIs(2));
}

TEST_F(FailingCalls, PythonMeetsTooManyOpenFiles) {
  sandbox_.put("in", "data\n");
  const Supervised result = run({"python3", "-c", R"py(
import errno
try:
    open("in").read()
except OSError as error:
    open("told", "w").write(errno.errorcode[error.errno])
)py"},
                                {failure("before:open(in)", EMFILE, 0)});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("told"), "EMFILE");
}

TEST_F(FailingCalls, FullDiskForAPythonProgram) {
  const Supervised result = run({"python3", "-c", R"py(
import os
good, bad = [], []
def attempt(what, call):
    try:
        call()
        good.append(what)
    except OSError as error:
        bad.append(what + str(error.errno))
def put(name):
    with open(name, "w") as file:
        file.write("x" * 100)
for n in range(4):
    attempt("put%d" % n, lambda: put("f%d" % n))
old = os.open("f0", os.O_WRONLY)
attempt("more", lambda: os.write(old, b"y"))
attempt("mkdir", lambda: os.mkdir("d"))
attempt("symlink", lambda: os.symlink("f0", "l"))
attempt("link", lambda: os.link("f0", "h"))
attempt("fifo", lambda: os.mkfifo("p"))
attempt("allocate", lambda: os.posix_fallocate(old, 0, 4096))
attempt("unnamed", lambda: os.open(".", os.O_TMPFILE | os.O_RDWR))
attempt("rename", lambda: os.rename("f0", "g"))
attempt("sync", lambda: os.fsync(old))
attempt("grow", lambda: os.ftruncate(old, 5000))
attempt("remove", lambda: os.unlink("g"))
print(" ".join(good))
print(" ".join(bad), flush=True)
)py"},
                                {full_disk("before:write(f2)")});
  EXPECT_TRUE(happened(result));
  EXPECT_TRUE(result.trace.exit.succeeded());
  EXPECT_EQ(sandbox_.read("f1").size(), 100u);
  for (const char* name : {"f3", "d", "l", "h", "p", "g"}) EXPECT_FALSE(exists(name)) << name;
  EXPECT_THAT(where(result.trace, "rename(g)"), SizeIs(1));
  EXPECT_THAT(where(result.trace, "truncate(f2)"), SizeIs(0));
  EXPECT_TRUE(exists("f2"));
  EXPECT_EQ(sandbox_.read("f2"), "");
}

TEST_F(FailingCalls, PositionThatNeverComes) {
  const Supervised result = shell("echo x > a", {failure("before:write(b)", EIO)});
  EXPECT_THAT(result.happened, ElementsAre(false));
  EXPECT_EQ(sandbox_.read("a"), "x\n");
}

class ShortWrites : public InjectedRun, public ::testing::WithParamInterface<const char*> {};

TEST_P(ShortWrites, AreFinishedByACarefulProgram) {
  sandbox_.put("in", "abcdefghijklmnopqrstuvwxyz");
  const Supervised result =
      run({subject("careful_writer"), GetParam()},
          {shortened("before:write(out)", 3), shortened("before:write(out)#2", 7, 2)});
  EXPECT_THAT(result.happened, ElementsAre(true, true));
  EXPECT_TRUE(result.trace.exit.succeeded());
  EXPECT_EQ(sandbox_.read("told"), "3 7 7 9 ");
  EXPECT_EQ(sandbox_.read("out"), sandbox_.read("in"));
  EXPECT_THAT(where(result.trace, "write(out)"), SizeIs(4));
}

INSTANTIATE_TEST_SUITE_P(Calls, ShortWrites,
                         ::testing::Values("write", "pwrite", "writev", "pwritev", "sendfile",
                                           "copy_file_range", "splice"));

using ShortWritesElsewhere = InjectedRun;

TEST_F(ShortWritesElsewhere, EachOfThem) {
  sandbox_.put("in", "abcdefghijklmnopqrstuvwxyz");
  const Supervised result =
      run({subject("careful_writer"), "writev"}, {shortened("before:write(out)", 1, 0)});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("out"), sandbox_.read("in"));
  EXPECT_THAT(where(result.trace, "write(out)"), SizeIs(26));
}

TEST_F(ShortWritesElsewhere, OfNothingAtAll) {
  sandbox_.put("in", "abcdefghijklmnopqrstuvwxyz");
  const Supervised result =
      run({subject("careful_writer"), "write"}, {shortened("before:write(out)", 0, 2)});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("told"), "0 0 26 ");
}

TEST_F(FailingCalls, WritesOfNothingAreNoneOfThem) {
  const Supervised result = run({"python3", "-c", R"py(
import os
out = os.open("out", os.O_CREAT | os.O_WRONLY)
os.write(out, b"")
os.write(out, b"one")
try:
    os.write(out, b"two")
except OSError:
    os.write(out, b"three")
)py"},
                                {failure("before:write(out)#2", EIO)});
  EXPECT_TRUE(happened(result));
  EXPECT_EQ(sandbox_.read("out"), "onethree");
}

TEST_F(ShortWritesElsewhere, NotShorterThanAsked) {
  const Supervised result = shell("echo abc > a", {shortened("before:write(a)", 4)});
  EXPECT_THAT(result.happened, ElementsAre(false));
  EXPECT_EQ(sandbox_.read("a"), "abc\n");
}

TEST_F(ShortWritesElsewhere, OfACarelessProgramTearItsFile) {
  const Supervised result = run(
      {"python3", "-c", "import os; os.write(os.open('a', os.O_CREAT | os.O_WRONLY), b'abcdef')"},
      {shortened("before:write(a)", 2)});
  EXPECT_TRUE(happened(result));
  EXPECT_TRUE(result.trace.exit.succeeded());
  EXPECT_EQ(sandbox_.read("a"), "ab");
}

using RecordedOpens = InjectedRun;

TEST_F(RecordedOpens, AreEventsOfTheirProcess) {
  sandbox_.put("in", "data\n");
  Supervision supervision = sandbox_.supervision(
      {"sh", "-c", "mkfifo f; ln -s in l; cat < l > out & cat f & echo x > f; cat none; wait"});
  const Supervised without = supervise(supervision);
  EXPECT_THAT(where(without.trace, "open(in)"), SizeIs(0));
  for (const char* name : {"f", "l", "out"}) {
    std::remove((sandbox_.workspace() + "/" + name).c_str());
  }
  supervision.record_opens = true;
  const Supervised with = supervise(supervision);
  EXPECT_EQ(with.trace.exit.how, RunExit::How::exited);
  ASSERT_THAT(where(with.trace, "open(in)"), SizeIs(1));
  for (const Event& event : with.trace.events) {
    if (event.kind != EventKind::open) continue;
    EXPECT_EQ(event.path, "in");
    EXPECT_NE(event.inode, 0u);
    EXPECT_NE(event.process, "main");
    EXPECT_EQ(event.call, "openat");
  }
}

TEST_F(RecordedOpens, AreWritersNotReaders) {
  sandbox_.put("in", "data\n");
  Supervision supervision = sandbox_.supervision({"sh", "-c", "echo x >> in; exec 3<> in"});
  supervision.record_opens = true;
  EXPECT_THAT(where(supervise(supervision).trace, "open(in)"), SizeIs(0));
}

}  // namespace
}  // namespace crashproof::testing
