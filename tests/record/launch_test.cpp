// Starting a run without a tracer, and ending what it leaves behind.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "harness/record/launch.h"
#include "tests/record/sandbox.h"

namespace crashproof::testing {
namespace {

class Launching : public ::testing::Test {
 protected:
  // Runs it to its end and returns the wait status; its output is in the file "out".
  int run(std::vector<std::string> argv, std::vector<std::string> writable = {}) {
    Launch wanted = sandbox_.supervision(std::move(argv)).launch;
    wanted.writable = std::move(writable);
    const std::string out = sandbox_.root() + "/out";
    wanted.stdout_fd = ::open(out.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    wanted.stderr_fd = wanted.stdout_fd;
    const pid_t pid = launch(wanted);
    ::close(wanted.stdout_fd);
    int status = 0;
    ::waitpid(pid, &status, 0);
    return status;
  }
  std::string output() const { return sandbox_.read_outside("out"); }

  Sandbox sandbox_;
};

TEST_F(Launching, PassesArgumentsPlaceAndOutput) {
  EXPECT_EQ(run({"sh", "-c", "pwd; echo \"$0 $1\"", "zero", "one"}), 0);
  EXPECT_EQ(output(), sandbox_.workspace() + "\nzero one\n");
}

TEST_F(Launching, KeepsTheNameByWhichItWasCalled) {
  EXPECT_EQ(run({"sh", "-c", "tr '\\0' ' ' < /proc/self/cmdline | cut -c1-3"}), 0);
  EXPECT_EQ(output(), "tr \n");
}

TEST_F(Launching, OtherDescriptorsAreClosed) {
  const int open_one = ::open("/dev/null", O_RDONLY);
  EXPECT_EQ(run({"ls", "/proc/self/fd"}), 0);
  EXPECT_EQ(output(), "0\n1\n2\n3\n");  // 3 is its own, to list the directory
  ::close(open_one);
}

TEST_F(Launching, SignalsAreAsAfterLogin) {
  ::signal(SIGPIPE, SIG_IGN);
  EXPECT_EQ(run({"sh", "-c", "grep -E 'SigBlk|SigIgn' /proc/self/status | cut -f2"}), 0);
  ::signal(SIGPIPE, SIG_DFL);
  EXPECT_EQ(output(), "0000000000000000\n0000000000000000\n");
}

TEST_F(Launching, NamesTheProgramThatIsMissing) {
  try {
    run({"no-such-program-anywhere"});
    FAIL() << "it was started";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code().value(), ENOENT);
    EXPECT_NE(std::string(error.what()).find("no-such-program-anywhere"), std::string::npos);
  }
}

TEST_F(Launching, BrokenInterpreterIsAnErrorWithoutAZombie) {
  sandbox_.put("broken", "#!/no/such/interpreter\n");
  std::filesystem::permissions(sandbox_.workspace() + "/broken", std::filesystem::perms::all);
  EXPECT_THROW(run({"./broken"}), std::system_error);
  EXPECT_EQ(children_left(), 0);
}

TEST_F(Launching, ScriptWithoutInterpreterLine) {
  sandbox_.put("script", "echo from the shell\n");
  std::filesystem::permissions(sandbox_.workspace() + "/script", std::filesystem::perms::all);
  EXPECT_EQ(run({"./script"}), 0);
  EXPECT_EQ(output(), "from the shell\n");
}

TEST_F(Launching, IoUringAnswersAsInARecording) {
  EXPECT_EQ(run({subject("odd_calls"), "io_uring"}), 0);
}

TEST_F(Launching, ConfinesWrites) {
  if (landlock_version() < 2) GTEST_SKIP() << "no Landlock";
  const std::string script = "echo x > inside && ! echo y > ../outside && ! rm ../out";
  EXPECT_EQ(run({"sh", "-c", script}, {sandbox_.workspace(), "/does/not/exist"}), 0);
  EXPECT_FALSE(std::filesystem::exists(sandbox_.root() + "/outside"));
}

TEST_F(Launching, RenamesBetweenDirectoriesAreAllowedInside) {
  const std::string script = "mkdir d && echo x > a && mv a d/a && truncate -s 1 d/a";
  EXPECT_EQ(run({"sh", "-c", script}, {sandbox_.workspace()}), 0) << output();
}

TEST_F(Launching, DescendantsAreKilledAndReaped) {
  become_subreaper();
  EXPECT_EQ(kill_descendants(), 0u);
  EXPECT_EQ(run({"sh", "-c", "setsid sleep 60 & (setsid sleep 60 & sleep 60 &) ; exit 0"}), 0);
  EXPECT_EQ(kill_descendants(), 3u);
  EXPECT_EQ(children_left(), 0);
}

}  // namespace
}  // namespace crashproof::testing
