// SIGTERM and SIGINT: stop, flush, leave within the grace time; the second one ends at once.
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>

#include "tests/reference_pipeline/subject.h"

namespace reference_pipeline_test {
namespace {

using std::chrono::steady_clock;

TEST(Interrupt, FlushesWhatSucceededAndNothingElse) {
  const Workspace workspace;
  const Outcome outcome = workspace.run({}, "artifact/mid-write@4:signal=SIGTERM");
  EXPECT_EQ(outcome.exit_code, 128 + SIGTERM) << outcome.output;
  // Three were published, and are marked although the batch of ten was not full. The fourth was
  // given up.
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM items WHERE done = 1"), 3);
  EXPECT_EQ(workspace.hits()["interrupt/flush"], 1);
  std::filesystem::remove(workspace.points_file());
  ASSERT_EQ(workspace.run().exit_code, 0);
  EXPECT_EQ(workspace.hits()["artifact/after-temp"], 5);
  EXPECT_EQ(workspace.state(), crash_free_state());
}

TEST(Interrupt, ExitsWithTheSignalFromEveryStage) {
  for (const char* point :
       {"register/after-commit", "artifact/after-rename", "mark/before-commit",
        "features/before-commit", "load/before-commit", "checkpoint/before-rename"}) {
    SCOPED_TRACE(point);
    const Workspace workspace;
    const Outcome outcome = workspace.run({"--workers", "4", "--checkpoint-every", "1"},
                                          std::string(point) + "@2:signal=SIGINT");
    // register/after-commit is passed once only, so that run is not interrupted.
    const bool registering = std::string(point).starts_with("register");
    EXPECT_EQ(outcome.exit_code, registering ? 0 : 128 + SIGINT) << outcome.output;
    ASSERT_EQ(workspace.run().exit_code, 0);
    EXPECT_EQ(workspace.state(), crash_free_state());
  }
}

TEST(Interrupt, KilledDuringTheFlushARerunCompletes) {
  const Workspace workspace;
  const pid_t process = workspace.start({}, "interrupt/flush@1:kill");
  ::kill(process, SIGTERM);
  workspace.finish(process);
  ASSERT_EQ(workspace.run().exit_code, 0);
  EXPECT_EQ(workspace.state(), crash_free_state());
}

void wait_until_declared(const Workspace& workspace) {
  while (read_file(workspace.points_file()).find("declare interrupt/flush") == std::string::npos) {
    std::this_thread::yield();
  }
}

TEST(Interrupt, SecondSignalEndsAtOnce) {
  const Workspace workspace;
  for (unsigned i = 0; i < 2000; ++i) workspace.add_item(fmt::format("more/{}", i), text_of(99, i));
  const pid_t process = workspace.start({"--workers", "2"});
  wait_until_declared(workspace);
  // Both signals are pending when it goes on, so that nothing is done between the two.
  ::kill(process, SIGSTOP);
  ::kill(process, SIGTERM);
  ::kill(process, SIGINT);
  ::kill(process, SIGCONT);
  const Outcome outcome = workspace.finish(process);
  EXPECT_TRUE(outcome.exit_code == 128 + SIGTERM || outcome.exit_code == 128 + SIGINT);
  EXPECT_TRUE(workspace.hits().empty()) << "it ended by itself";
  ASSERT_EQ(workspace.run({"--checkpoint-every", "500"}).exit_code, 0);
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM loaded"), 2008);
}

TEST(Interrupt, SecondSignalDuringTheFlushEndsAtOnceAndSafely) {
  const Workspace workspace;
  for (unsigned i = 0; i < 500; ++i) workspace.add_item(fmt::format("more/{}", i), text_of(99, i));
  const pid_t process =
      workspace.start({"--checkpoint-every", "1000"}, "interrupt/flush@1:signal=SIGINT");
  const auto artifacts = workspace.work() / "artifacts";
  while (!std::filesystem::exists(artifacts) || std::filesystem::is_empty(artifacts)) {
    std::this_thread::yield();
  }
  ::kill(process, SIGTERM);
  const Outcome outcome = workspace.finish(process);
  EXPECT_EQ(outcome.exit_code, 128 + SIGINT) << outcome.output;
  EXPECT_TRUE(workspace.hits().empty()) << "it ended by itself";
  ASSERT_EQ(workspace.run({"--checkpoint-every", "500"}).exit_code, 0);
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM loaded"), 508);
}

TEST(Interrupt, AHangupStopsLikeTheOthersUnlessItIsIgnored) {
  const Workspace workspace;
  EXPECT_EQ(workspace.run({}, "artifact/mid-write@4:signal=SIGHUP").exit_code, 128 + SIGHUP);
  EXPECT_EQ(workspace.count("SELECT COUNT(*) FROM items WHERE done = 1"), 3);
  ::signal(SIGHUP, SIG_IGN);
  const Outcome ignored = workspace.run({}, "artifact/mid-write@2:signal=SIGHUP");
  ::signal(SIGHUP, SIG_DFL);
  EXPECT_EQ(ignored.exit_code, 0) << ignored.output;
  EXPECT_EQ(workspace.state(), crash_free_state());
}

// Whether the process has a handler for the signal, as /proc tells.
bool catches(pid_t process, int signal) {
  const std::string status = read_file(fmt::format("/proc/{}/status", process));
  const std::size_t at = status.find("SigCgt:");
  if (at == std::string::npos) return false;
  const unsigned long long mask = std::stoull(status.substr(at + 7), nullptr, 16);
  return (mask >> (signal - 1) & 1) != 0;
}

TEST(Interrupt, GraceTimeCutsAStopShort) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "ThreadSanitizer keeps a signal back until write returns";
#endif
  const Workspace workspace;
  // A pipe that is full blocks the program where it declares its points, out of reach of the flag.
  ASSERT_EQ(::mkfifo(workspace.points_file().c_str(), 0600), 0);
  const int pipe = ::open(workspace.points_file().c_str(), O_RDWR | O_NONBLOCK);
  ASSERT_GE(pipe, 0);
  const std::string page(4096, 'x');
  while (::write(pipe, page.data(), page.size()) > 0) {
  }
  const auto started_at = steady_clock::now();
  const pid_t process = workspace.start({"--grace-seconds", "1"});
  // Until the handlers are there SIGTERM would end it with the signal itself.
  while (!catches(process, SIGTERM)) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  ::kill(process, SIGTERM);
  const Outcome outcome = workspace.finish(process);
  const auto took = steady_clock::now() - started_at;
  ::close(pipe);
  EXPECT_EQ(outcome.exit_code, 128 + SIGTERM);
  EXPECT_GE(took, std::chrono::milliseconds(1100));
  EXPECT_LT(took, std::chrono::seconds(5));
}

}  // namespace
}  // namespace reference_pipeline_test
