// Events of one run are found again in another, and nothing that goes wrong there is an error.
#include "harness/campaign/call_sites.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>

#include "harness/campaign/crash_free_run.h"
#include "harness/campaign/interruption.h"
#include "harness/record/trace_file.h"

namespace crashproof {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class CallSitesTest : public ::testing::TestWithParam<IsolationChoice> {
 protected:
  void SetUp() override {
    std::string name = fs::canonical(fs::temp_directory_path()) / "crashproof-sites-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
    options_.subject.workspace = root_ + "/work";
    fs::create_directory(options_.subject.workspace);
    options_.subject.command = {"python3", "load.py"};
    for (char** each = environ; *each != nullptr; ++each) {
      options_.subject.environment.emplace_back(*each);
    }
    options_.run_directory = root_ + "/run";
    options_.isolation = GetParam();
    options_.limit_seconds = 30;
  }
  void TearDown() override { fs::remove_all(root_); }

  void record(const std::string& script) {
    std::ofstream(options_.subject.workspace + "/load.py") << script;
    store_.emplace(options_.run_directory, RunStore::Mode::fresh);
    take_snapshot(options_, *store_);
    surroundings_ = survey(options_, *store_);
    run_crash_free(options_, *store_, surroundings_, "trace.cpt", "", false);
    runs_.trace = read_trace(store_->path("trace.cpt"));
    ASSERT_TRUE(runs_.trace.exit.succeeded());
  }

  // Of the Events that describe() begins with one of these texts; described -> site.
  std::multimap<std::string, std::string> sites(const std::vector<std::string>& beginnings) {
    std::set<std::uint64_t> wanted;
    for (const Event& event : runs_.trace.events) {
      for (const std::string& beginning : beginnings) {
        if (describe(event).starts_with(beginning)) wanted.insert(event.index);
      }
    }
    std::multimap<std::string, std::string> found;
    for (const auto& [index, site] : call_sites(options_, surroundings_, runs_, wanted)) {
      EXPECT_TRUE(wanted.contains(index));
      found.emplace(describe(runs_.trace.events[index]), describe(site));
    }
    return found;
  }

  const InterruptionGuard guard_;
  std::string root_;
  CampaignOptions options_;
  std::optional<RunStore> store_;
  Surroundings surroundings_;
  BaselineRuns runs_;
};

TEST_P(CallSitesTest, ByKindPathAndOccurrence) {
  record(R"py(import os, subprocess
os.mkdir("a")
with open("out", "w", buffering=1) as file:
    file.write("1\n")
    file.write("2\n")
subprocess.run(["mv", "out", "final"], check=True)
)py");
  EXPECT_THAT(
      sites({"create", "write", "rename"}),
      UnorderedElementsAre(Pair("create(out)", "load.py:3"), Pair("write(out)", "load.py:4"),
                           Pair("write(out)", "load.py:5"), Pair("rename(final)", "mv out final")));
  EXPECT_THAT(sites({"mkdir"}), ElementsAre(Pair("mkdir(a)", "load.py:2")));
  EXPECT_THAT(sites({"nothing"}), ::testing::IsEmpty());
}

TEST_P(CallSitesTest, UnderNamesThatAreDifferentInEachRun) {
  record(R"py(import os, tempfile
fd, name = tempfile.mkstemp(prefix="ckpt.", dir=".")
os.write(fd, b"rows")
os.rename(name, "ckpt")
)py");
  for (const Event& event : runs_.trace.events) {
    if (event.path.starts_with("ckpt.")) runs_.unstable_paths.insert(event.path);
  }
  const auto found = sites({"create(ckpt.", "write(ckpt.", "rename(ckpt)"});
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found.begin()->second, "load.py:2");
  EXPECT_EQ(found.find("rename(ckpt)")->second, "load.py:4");
  EXPECT_EQ(found.rbegin()->second, "load.py:3");
}

TEST_P(CallSitesTest, WhatHappensNoMoreIsLeftOut) {
  record("import os\nos.mkdir('a')\nos.mkdir('b')\n");
  for (Event& event : runs_.trace.events) {
    if (event.path == "b") event.path = "gone";
  }
  EXPECT_THAT(sites({"mkdir"}), ElementsAre(Pair("mkdir(a)", "load.py:2")));
}

TEST_P(CallSitesTest, TroubleIsNoError) {
  record("import os\nos.mkdir('a')\n");
  options_.subject.command = {"no such program"};
  EXPECT_THAT(sites({"mkdir"}), ::testing::IsEmpty());
  options_.subject.command = {"python3", "load.py"};
  surroundings_.sandbox.snapshot = root_ + "/nowhere";
  EXPECT_THAT(sites({"mkdir"}), ::testing::IsEmpty());
}

TEST_P(CallSitesTest, TheRunEndsWithTheLastOfThem) {
  record(R"py(import os, time
os.mkdir("a")
if "SLOW" in os.environ:
    time.sleep(60)
os.mkdir("b")
)py");
  options_.subject.environment.emplace_back("SLOW=1");
  EXPECT_THAT(sites({"mkdir(a)"}), ElementsAre(Pair("mkdir(a)", "load.py:2")));
}

INSTANTIATE_TEST_SUITE_P(Isolations, CallSitesTest,
                         ::testing::Values(IsolationChoice::best, IsolationChoice::in_place),
                         [](const auto& choice) {
                           return choice.param == IsolationChoice::best ? "Best" : "InPlace";
                         });

}  // namespace
}  // namespace crashproof
