// The run directory survives what the tool tests others for.
#include "harness/campaign/run_store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "harness/campaign/campaign.h"

namespace crashproof {
namespace {

namespace fs = std::filesystem;

class RunStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = "/tmp/crashproof-store-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
  }
  void TearDown() override { fs::remove_all(root_); }
  std::string run() const { return root_ + "/run"; }

  static Evidence trial(std::uint64_t number) {
    Evidence evidence;
    evidence.trial = number;
    evidence.schedule = "kill@event(" + std::to_string(number) + ")";
    return evidence;
  }
  static std::string message_of(const std::function<void()>& action) {
    try {
      action();
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  }

  std::string root_;
};

TEST_F(RunStoreTest, KeepsTrialsInOrder) {
  {
    RunStore store(run(), RunStore::Mode::fresh);
    for (std::uint64_t i = 0; i < 3; ++i) store.append_trial(trial(i));
  }
  RunStore store(run(), RunStore::Mode::keep);
  const std::vector<Evidence> trials = store.read_trials();
  ASSERT_EQ(trials.size(), 3U);
  EXPECT_EQ(trials[2].schedule, "kill@event(2)");
}

TEST_F(RunStoreTest, DropsALineThatAKillCutShortAndGoesOn) {
  {
    RunStore store(run(), RunStore::Mode::fresh);
    store.append_trial(trial(0));
  }
  const std::string whole = [&] {
    std::ifstream file(run() + "/trials.jsonl");
    return std::string((std::istreambuf_iterator<char>(file)), {});
  }();
  for (std::size_t cut = 1; cut < whole.size(); cut += 7) {
    std::ofstream(run() + "/trials.jsonl") << whole << whole.substr(0, cut);
    RunStore store(run(), RunStore::Mode::keep);
    EXPECT_EQ(store.read_trials().size(), 1U);
    store.append_trial(trial(1));
    EXPECT_EQ(store.read_trials().size(), 2U) << cut;
  }
}

TEST_F(RunStoreTest, SaysWhichLineIsDamaged) {
  {
    RunStore store(run(), RunStore::Mode::fresh);
    store.append_trial(trial(0));
  }
  std::ofstream(run() + "/trials.jsonl", std::ios::app) << "{\"broken\":\n"
                                                        << "x\n";
  RunStore store(run(), RunStore::Mode::keep);
  EXPECT_NE(message_of([&] { store.read_trials(); }).find("line 2"), std::string::npos);
}

TEST_F(RunStoreTest, FreshForgetsWhatWasThere) {
  {
    RunStore store(run(), RunStore::Mode::fresh);
    store.append_trial(trial(0));
    store.write_file("baseline.json", "{}");
  }
  RunStore store(run(), RunStore::Mode::fresh);
  EXPECT_TRUE(store.read_trials().empty());
  EXPECT_FALSE(store.has("baseline.json"));
}

TEST_F(RunStoreTest, LeavesSomebodyElsesDirectoryAlone) {
  fs::create_directory(run());
  std::ofstream(run() + "/thesis.txt") << "years of work";
  for (const auto mode : {RunStore::Mode::fresh, RunStore::Mode::keep, RunStore::Mode::share}) {
    EXPECT_NE(message_of([&] { RunStore store(run(), mode); }).find("left alone"),
              std::string::npos);
  }
  EXPECT_EQ(fs::file_size(run() + "/thesis.txt"), 13U);
  EXPECT_EQ(std::distance(fs::directory_iterator(run()), {}), 1);
}

TEST_F(RunStoreTest, RefusesAnotherVersionsDirectory) {
  { RunStore store(run(), RunStore::Mode::fresh); }
  std::ofstream(run() + "/crashproof-run") << "layout 99\n";
  EXPECT_NE(
      message_of([&] { RunStore store(run(), RunStore::Mode::keep); }).find("another version"),
      std::string::npos);
}

TEST_F(RunStoreTest, IsUsedByOneAtATime) {
  RunStore store(run(), RunStore::Mode::fresh);
  EXPECT_NE(
      message_of([&] { RunStore second(run(), RunStore::Mode::keep); }).find("another crashproof"),
      std::string::npos);
}

TEST_F(RunStoreTest, NeedsARunToGoOnWith) {
  EXPECT_NE(message_of([&] { RunStore store(run(), RunStore::Mode::keep); }).find("no run"),
            std::string::npos);
}

TEST_F(RunStoreTest, BesideTouchesNothingOfTheCampaign) {
  {
    RunStore store(run(), RunStore::Mode::fresh);
    store.append_trial(trial(0));
  }
  {
    const RunStore shared(run(), RunStore::Mode::share);
    RunStore beside = shared.beside();
    beside.append_trial(trial(7));
  }
  RunStore store(run(), RunStore::Mode::keep);
  EXPECT_EQ(store.read_trials().size(), 1U);
}

}  // namespace
}  // namespace crashproof
