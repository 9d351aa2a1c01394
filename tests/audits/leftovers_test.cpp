// An audit leaves nothing behind but its run directory, however it ends, and goes on where it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <ostream>
#include <thread>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

// Slow enough to be met in the midst, with half-written files that a rerun takes for done.
constexpr const char* slow_job =
    "sh -c 'for i in 1 2 3 4; do "
    "[ -e f$i ] || { sleep 0.1; echo a; echo b; } > f$i; done'";

template <typename Condition>
bool within(double limit_seconds, Condition condition) {
  const auto limit =
      std::chrono::steady_clock::now() + std::chrono::duration<double>(limit_seconds);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > limit) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

void write_user_files(const Workspace& workspace) {
  workspace.prepare(
      "mkdir -p deep/er && echo mine > deep/er/file && ln -s deep link && "
      "echo linked > hard && ln hard hard2 && chmod 640 hard && "
      "touch -d 2001-02-03 deep/er/file");
}

bool is_empty_or_absent(const std::string& directory) {
  return !fs::exists(directory) || fs::is_empty(directory);
}

struct Way {
  const char* name;
  const char* options;
};

void PrintTo(const Way& way, std::ostream* out) {
  *out << way.name;
}

class LeftoversTest : public testing::TestWithParam<Way> {
 protected:
  std::string audit_line(const std::string& more = "") const {
    return "exec \"$CRASHPROOF\" audit --json --quiet " + std::string(GetParam().options) + " " +
           more + " -- " + slow_job;
  }

  // Starts an audit and signals it in the midst of its trials.
  void interrupt_in_the_midst(const Workspace& workspace, int signal, int expected_exit) const {
    Running running(audit_line(), workspace.path());
    ASSERT_TRUE(within(20, [&] { return finished_trials(workspace.path(".crashproof")) >= 4; }));
    running.signal(signal);
    ASSERT_TRUE(running.wait(10));
    EXPECT_EQ(running.result().exit, expected_exit) << running.result().err;
    EXPECT_TRUE(within(5, [&] { return running.survivors().empty(); }))
        << running.survivors().size() << " processes live on";
  }
};

TEST_P(LeftoversTest, NoProcessAndNoSandboxAfterAnAudit) {
  const Workspace workspace;
  write_user_files(workspace);
  const auto before = fingerprints(workspace.path());
  Running running("exec \"$CRASHPROOF\" audit --json --quiet --sample 2 --no-confirm " +
                      std::string(GetParam().options) +
                      " -- sh -c '(setsid sleep 300 &) ; echo x >> deep/er/file; rm hard; "
                      "echo y > t && mv t out'",
                  workspace.path());
  ASSERT_TRUE(running.wait(50));
  EXPECT_THAT(running.survivors(), IsEmpty());
  EXPECT_NE(running.result().exit, 70) << running.result().out << running.result().err;
  EXPECT_TRUE(is_empty_or_absent(workspace.path(".crashproof/sandbox")));
  EXPECT_EQ(fingerprints(workspace.path()), before);
}

TEST_P(LeftoversTest, NothingAfterAnInterrupt) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const Workspace workspace;
    write_user_files(workspace);
    const auto before = fingerprints(workspace.path());
    interrupt_in_the_midst(workspace, signal, 130);
    EXPECT_TRUE(is_empty_or_absent(workspace.path(".crashproof/sandbox")));
    EXPECT_EQ(fingerprints(workspace.path()), before);
  }
}

// By hand: kill -9 of the audit in the midst, then ps shows no sleep and findmnt no mount.
TEST_P(LeftoversTest, AKilledAuditLeavesNoProcessAndGoesOn) {
  const Workspace undisturbed;
  write_user_files(undisturbed);
  const Audited whole = report_of(run_line(audit_line(), undisturbed.path()));
  ASSERT_EQ(whole.exit(), 1) << whole.all();

  const Workspace workspace;
  write_user_files(workspace);
  const auto before = fingerprints(workspace.path());
  interrupt_in_the_midst(workspace, SIGKILL, 128 + SIGKILL);
  EXPECT_EQ(fingerprints(workspace.path()), before);
  // A trial that was being written down when the kill came is no finished one.
  const std::size_t finished = finished_trials(workspace.path(".crashproof"));
  const Audited rest = report_of(run_line(audit_line("--continue"), workspace.path()));
  EXPECT_EQ(rest.exit(), 1) << rest.all();
  EXPECT_EQ(rest.count("reused"), finished);
  EXPECT_LT(finished, whole.count("states"));
  EXPECT_EQ(finished_trials(workspace.path(".crashproof")), whole.count("states"));
  EXPECT_EQ(trial_results(workspace.path(".crashproof")),
            trial_results(undisturbed.path(".crashproof")));
  EXPECT_EQ(rest.summary.at("findings"), whole.summary.at("findings"));
  EXPECT_TRUE(is_empty_or_absent(workspace.path(".crashproof/sandbox")));
  EXPECT_EQ(fingerprints(workspace.path()), before);
}

TEST_P(LeftoversTest, NothingAfterAKillWhileRecording) {
  const Workspace workspace;
  write_user_files(workspace);
  const auto before = fingerprints(workspace.path());
  Running running(audit_line(), workspace.path());
  ASSERT_TRUE(within(20, [&] { return workspace.has(".crashproof/subject.json"); }));
  running.signal(SIGKILL);
  ASSERT_TRUE(running.wait(10));
  EXPECT_TRUE(within(5, [&] { return running.survivors().empty(); }));
  EXPECT_EQ(fingerprints(workspace.path()), before);
  const Audited rest = report_of(run_line(audit_line("--continue"), workspace.path()));
  EXPECT_EQ(rest.exit(), 1) << rest.all();
  EXPECT_EQ(rest.count("reused"), 0U);
}

// Whoever goes on with a killed audit, or begins it anew, removes what it left in a scratch
// directory.
TEST(Leftovers, OfAKilledAuditInAScratchDirectoryGoWithTheNextOne) {
  const Workspace workspace;
  const Workspace scratch;
  scratch.write("crashproof-of-somebody-else/file", "precious\n");
  const auto before = fingerprints(scratch.path());
  const std::string line = "exec \"$CRASHPROOF\" audit --json --quiet --scratch '" +
                           scratch.path() + "' --continue -- " + slow_job;
  const std::string fresh =
      "exec \"$CRASHPROOF\" audit --json --quiet --scratch '" + scratch.path() + "' -- " + slow_job;
  Running running(fresh, workspace.path());
  ASSERT_TRUE(within(20, [&] { return finished_trials(workspace.path(".crashproof")) >= 4; }));
  running.signal(SIGKILL);
  ASSERT_TRUE(running.wait(10));
  EXPECT_TRUE(within(5, [&] { return running.survivors().empty(); }));
  const Audited rest = report_of(run_line(line, workspace.path()));
  EXPECT_EQ(rest.exit(), 1) << rest.all();
  EXPECT_EQ(fingerprints(scratch.path()), before);
}

INSTANTIATE_TEST_SUITE_P(Ways, LeftoversTest,
                         testing::Values(Way{"Best", ""}, Way{"InPlace", "--isolation in-place"}),
                         [](const auto& way) { return std::string(way.param.name); });

// A fresh /tmp, /var/tmp and /dev/shm for the audit alone, so that whatever appears is its own. The
// program is kept open, since it may itself lie in what is hidden.
std::string alone(const std::string& line) {
  return "exec 9<\"$CRASHPROOF\"; export CRASHPROOF=/proc/self/fd/9; exec unshare --mount "
         "--propagation private bash -c '"
         "for d in /tmp /var/tmp /dev/shm; do mount -t tmpfs none $d || exit 99; done\n"
         "export TMPDIR=/tmp; mkdir /tmp/job; cd /tmp/job\n" +
         line +
         "\ncode=$?\n"
         "find /tmp /var/tmp /dev/shm -mindepth 1 ! -path \"/tmp/job/.crashproof*\" >&2\n"
         "findmnt --noheadings --output TARGET | grep -i crashproof >&2\n"
         "exit $code'";
}

TEST(Leftovers, NoFileAppearsBesideTheRunDirectory) {
  if (::geteuid() != 0 || run_line("unshare --mount true", "/").exit != 0) {
    GTEST_SKIP() << "needs a mount namespace of its own";
  }
  for (const std::string options : {"", "--isolation in-place", "--jobs 3", "--live"}) {
    const Workspace workspace;
    const Ran ran = run_line(
        alone("\"$CRASHPROOF\" audit --json --quiet " + options +
              " -- sh -c \"echo x > /tmp/litter; echo x > /dev/shm/litter; mktemp >/dev/null; "
              "echo y > t && mv t out\""),
        workspace.path());
    EXPECT_EQ(ran.exit, 0) << options << ran.out << ran.err;
    EXPECT_EQ(ran.err, "/tmp/job\n") << options;
  }
}

}  // namespace
}  // namespace crashproof::audits
