// What single calls become in the Trace, and what is reported instead of followed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>
#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "tests/record/replayer.h"
#include "tests/record/sandbox.h"

namespace crashproof::testing {
namespace {

class Recording : public ::testing::Test {
 protected:
  Trace record(std::vector<std::string> argv) {
    Trace trace = supervise(sandbox_.supervision(std::move(argv))).trace;
    EXPECT_EQ(children_left(), 0);
    return trace;
  }
  Trace odd(const std::string& what) { return record({subject("odd_calls"), what}); }
  Trace shell(const std::string& script) { return record({"sh", "-c", script}); }

  // "kind path target" of each event but fork, exec and exit.
  static std::vector<std::string> told(const Trace& trace) {
    std::vector<std::string> lines;
    for (const Event& event : trace.events) {
      if (event.kind == EventKind::fork || event.kind == EventKind::exec ||
          event.kind == EventKind::exit) {
        continue;
      }
      lines.push_back(std::string(name_of(event.kind)) + " " + event.path + " " + event.target);
    }
    return lines;
  }

  static std::string gaps(const Trace& trace) {
    std::string text;
    for (const Gap& gap : trace.gaps) text += gap.what + "|";
    return text;
  }

  Sandbox sandbox_;
};

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The kernel says of the descriptor that its first name is gone. The recorder remembers another,
// which leads to the file still, through what has become a symlink.
TEST_F(Recording, PathsGoThroughNoSymlink) {
  const Trace trace = shell(
      "mkdir d; exec 3> d/first; ln d/first d/file; rm d/first; mv d moved; ln -s moved d; "
      "echo text >&3");
  ASSERT_FALSE(told(trace).empty());
  EXPECT_EQ(told(trace).back(), "write moved/file ");
}

TEST_F(Recording, EachEventSaysWhatHappened) {
  const Trace trace = shell("umask 077; echo hello > file; echo more >> file; : > file");
  ASSERT_THAT(told(trace),
              ElementsAre("create file ", "write file ", "write file ", "truncate file "));
  const Event& created = trace.events[1];
  EXPECT_EQ(created.mode, 0600u);
  EXPECT_EQ(created.call, "openat");
  EXPECT_GT(created.directory_mtime_ns, 0);
  const Event& appended = trace.events[3];
  EXPECT_EQ(appended.offset, 6u);
  EXPECT_EQ(appended.length, 5u);
  EXPECT_EQ(trace.blobs->get(appended.bytes), "more\n");
  EXPECT_EQ(appended.inode, created.inode);
  for (std::size_t n = 0; n < trace.events.size(); ++n) EXPECT_EQ(trace.events[n].index, n);
}

TEST_F(Recording, OnlyWhatHappenedIsAnEvent) {
  EXPECT_THAT(told(shell("mkdir .; rmdir nothing; mv no yes; cat nothing; chmod 600 nothing")),
              IsEmpty());
}

TEST_F(Recording, Marker) {
  EXPECT_THAT(told(odd("marker")), ElementsAre("marker  half way"));
}

TEST_F(Recording, AMarkerByAnyRemovalCountsOnce) {
  EXPECT_THAT(told(odd("markers")),
              ElementsAre("marker  any", "marker  other", "marker  other", "marker  any"));
}

TEST_F(Recording, IoUringIsRefusedAndReported) {
  const Trace trace = odd("io_uring");
  EXPECT_TRUE(trace.exit.succeeded());
  EXPECT_THAT(gaps(trace), HasSubstr("io_uring_setup"));
}

TEST_F(Recording, SendsNameTheirEndpoint) {
  const Trace trace = odd("socket");
  EXPECT_THAT(told(trace),
              ElementsAre("mknod here ", "send  unix:here", "send  unix:here", "send  unix:here"));
  EXPECT_EQ(trace.events[3].length, 5u);
}

TEST_F(Recording, AsynchronousWrite) {
  const Trace trace = odd("aio");
  EXPECT_TRUE(trace.exit.succeeded());
  ASSERT_THAT(told(trace), ElementsAre("create aio ", "write aio "));
  EXPECT_EQ(trace.blobs->get(trace.events[2].bytes), "asynchronous");
  EXPECT_EQ(trace.events[2].offset, 3u);
}

TEST_F(Recording, PtraceByTheSubjectIsReported) {
  const Trace trace = odd("ptrace");
  EXPECT_TRUE(trace.exit.succeeded());
  EXPECT_THAT(gaps(trace), HasSubstr("ptrace"));
}

TEST_F(Recording, UnlinkedFilesAreNotDurable) {
  EXPECT_THAT(told(odd("unlinked")), ElementsAre("create gone ", "unlink gone "));
}

TEST_F(Recording, UnnamedFilesEndWithTheirOnlyName) {
  const Trace trace = odd("named_once");
  EXPECT_TRUE(trace.exit.succeeded());
  EXPECT_THAT(told(trace), ElementsAre(HasSubstr("tmpfile #"), HasSubstr("write #"),
                                       HasSubstr("link #"), "unlink named "));
}

TEST_F(Recording, DevicesAreIgnored) {
  EXPECT_THAT(told(odd("devices")), IsEmpty());
}

TEST_F(Recording, OtherNameOfAnOpenFile) {
  const Trace trace = odd("other_name");
  EXPECT_THAT(told(trace),
              ElementsAre("create first ", "link first second", "unlink first ", "write second "));
}

TEST_F(Recording, OtherNameThatNobodyKnowsIsAGap) {
  sandbox_.put("inside", "x");
  std::filesystem::create_hard_link(sandbox_.workspace() + "/inside", sandbox_.root() + "/outside");
  const Trace trace = shell("exec 3>>inside; rm inside; echo more >&3");
  EXPECT_THAT(told(trace), ElementsAre("unlink inside ",
                                       "write " + sandbox_.workspace() + "/inside (deleted) "));
  EXPECT_THAT(gaps(trace), HasSubstr("outside the workspace"));
}

TEST_F(Recording, OutputIsAnEvent) {
  Supervision supervision = sandbox_.supervision({"sh", "-c", "echo said; echo shouted >&2"});
  const std::string out = sandbox_.root() + "/out", err = sandbox_.root() + "/err";
  supervision.launch.stdout_fd = ::open(out.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  supervision.launch.stderr_fd = ::open(err.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  const Trace trace = supervise(supervision).trace;
  ::close(supervision.launch.stdout_fd);
  ::close(supervision.launch.stderr_fd);
  EXPECT_THAT(told(trace), ElementsAre("output stdout ", "output stderr "));
  EXPECT_EQ(sandbox_.read_outside("out"), "said\n");
}

TEST_F(Recording, WritesElsewhereAreGaps) {
  const std::string outside = sandbox_.root() + "/outside";
  const Trace trace = shell("echo x > " + outside);
  EXPECT_THAT(told(trace), ElementsAre("create " + outside + " ", "write " + outside + " "));
  EXPECT_EQ(trace.events[2].bytes, 0u);
  EXPECT_THAT(gaps(trace), HasSubstr("outside the workspace"));
}

TEST_F(Recording, RestoredPlacesKeepTheirBytes) {
  const std::string outside = sandbox_.root() + "/private";
  std::filesystem::create_directory(outside);
  Supervision supervision = sandbox_.supervision({"sh", "-c", "echo x > " + outside + "/f"});
  supervision.restored = {outside};
  const Trace trace = supervise(supervision).trace;
  ASSERT_EQ(trace.events.size(), 4u);
  EXPECT_EQ(trace.blobs->get(trace.events[2].bytes), "x\n");
  EXPECT_THAT(gaps(trace), IsEmpty());
}

TEST_F(Recording, RefusedWritesAreNamed) {
  if (landlock_version() < 2) GTEST_SKIP() << "no Landlock";
  const std::string outside = sandbox_.root() + "/outside";
  Supervision supervision = sandbox_.supervision(
      {"sh", "-c", "echo x > " + outside + "; echo y > /dev/null && echo fine > inside"});
  supervision.launch.writable = {sandbox_.workspace()};
  const Trace trace = supervise(supervision).trace;
  ASSERT_EQ(trace.refused_writes.size(), 1u);
  EXPECT_EQ(trace.refused_writes[0].what, outside);
  EXPECT_EQ(sandbox_.read("inside"), "fine\n");
  EXPECT_FALSE(std::filesystem::exists(outside));
}

TEST_F(Recording, ExitsAreToldApart) {
  EXPECT_EQ(shell("exit 3").exit.code, 3);
  const Trace killed = shell("kill -SEGV $$");
  EXPECT_EQ(killed.exit.how, RunExit::How::signalled);
  EXPECT_EQ(killed.exit.code, SIGSEGV);
}

TEST_F(Recording, ProgramThatCannotBeStarted) {
  EXPECT_THROW(record({"no-such-program-anywhere"}), std::system_error);
  sandbox_.put("broken", "#!/no/such/interpreter\n");
  std::filesystem::permissions(sandbox_.workspace() + "/broken", std::filesystem::perms::all);
  EXPECT_THROW(record({"./broken"}), std::system_error);
  EXPECT_EQ(children_left(), 0);
}

TEST_F(Recording, OrdinaryUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "every other test runs as an ordinary user already";
  const Sandbox own;
  std::filesystem::permissions(own.root(), std::filesystem::perms::all);
  std::filesystem::permissions(own.workspace(), std::filesystem::perms::all);
  const pid_t child = ::fork();
  if (child == 0) {
    // A process that has changed its user may not be traced until it execs or says so.
    const bool changed =
        ::setgid(65534) == 0 && ::setuid(65534) == 0 && ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;
    if (!changed) ::_exit(9);
    try {
      Supervision supervision =
          own.supervision({"sh", "-c", "echo x > a; mv a b; echo y > /etc/no"});
      supervision.launch.writable = {own.workspace()};
      const Trace trace = supervise(supervision).trace;
      const bool right =
          told(trace) == std::vector<std::string>{"create a ", "write a ", "rename a b"};
      ::_exit(right && trace.refused_writes.size() == 1 ? 0 : 1);
    } catch (...) {
      ::_exit(2);
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace crashproof::testing
