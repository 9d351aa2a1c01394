// What findings about other runs than the recorded one say before anybody has looked at these.
#include "harness/campaign/struck_places.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "harness/campaign/struck_place.h"
#include "tests/campaign/made_run.h"

namespace crashproof {
namespace {

using testing::MadeRun;

// create(out) 0, write(out) 1, write(out)#2 2, output 3, exit 4
Trace recorded() {
  MadeRun run;
  run.create("out").write("out", 0, "a").write("out", 1, "b").output().exit();
  return run.trace();
}

// A window as group_findings makes it: bounded by Events of the recorded run.
Finding window(const std::vector<std::string>& schedules, std::uint64_t last_gap) {
  Finding finding;
  finding.schedule = schedules.front();
  finding.example.point = CrashPoint{2, std::nullopt};
  finding.first = *finding.example.point;
  finding.last = {last_gap, std::nullopt};
  finding.opened_by = "write(out)";
  finding.closed_by = "write(out)";
  finding.all_windows = {{finding.first, finding.last, schedules}};
  return finding;
}

// The run that is killed has not seen the late input: the recorded run's Events are not its own.
TEST(NamedStruckRun, HasNoEventsOfTheRecordedRun) {
  Finding finding =
      window({"kill@event(2); late-input[in]@resume1", "kill@event(3); late-input[in]@resume1"}, 3);
  name_struck_run(finding, recorded());
  EXPECT_EQ(finding.events_of, "the run that is killed");
  EXPECT_EQ(finding.first_event, 2U);
  EXPECT_EQ(finding.last_event, 3U);
  EXPECT_EQ(finding.opened_by, "");
  EXPECT_EQ(finding.closed_by, "the next event");
}

// The most telling trial of a window may be the one that comes when the run has ended.
TEST(NamedStruckRun, IsThatOfTheWholeWindow) {
  Finding finding =
      window({"kill@event(2); late-input[in]@resume1", "kill@end; late-input[in]@resume1"}, 5);
  finding.schedule = "kill@end; late-input[in]@resume1";
  name_struck_run(finding, recorded());
  EXPECT_EQ(finding.events_of, "the run that is killed");
  EXPECT_EQ(finding.first_event, 2U);
  EXPECT_EQ(finding.opened_by, "");
  EXPECT_EQ(finding.closed_by, "");
}

TEST(NamedStruckRun, HasNoEventsBehindItsEnd) {
  Finding finding = window({"kill@end; late-input[in]@resume1"}, 5);
  name_struck_run(finding, recorded());
  EXPECT_EQ(finding.events_of, "the run that is killed");
  EXPECT_EQ(finding.first_event, 0U);
  EXPECT_EQ(finding.opened_by, "");
  EXPECT_EQ(finding.closed_by, "");
}

TEST(NamedStruckRun, LeavesTheRecordedRunAlone) {
  Finding finding = window({"kill@event(2)"}, 2);
  name_struck_run(finding, recorded());
  EXPECT_EQ(finding.events_of, "");
  EXPECT_EQ(finding.opened_by, "write(out)");
}

class StruckPlaces : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = "/tmp/crashproof-struck-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
    store_.emplace(root_ + "/run", RunStore::Mode::fresh);
    runs_.trace = recorded();
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  // Of a look that found `events` around the place of each of these schedules.
  void keep(const std::map<std::string, StruckPlace>& places) {
    auto rows = nlohmann::json::array();
    for (const auto& [schedule, place] : places)
      rows.push_back({{"schedule", schedule}, {"place", to_json_value(place)}});
    write(rows.dump());
  }
  void write(const std::string& text) { store_->write_file("struck_places.json", text); }
  void replace_by_directory() {
    std::filesystem::remove(store_->path("struck_places.json"));
    std::filesystem::create_directory(store_->path("struck_places.json"));
  }

  void add_places(std::vector<Finding>& findings, bool may_run) {
    for (Finding& finding : findings) name_struck_run(finding, runs_.trace);
    add_struck_places(findings, options_, *store_, surroundings_, runs_, catalogues_, may_run);
  }

 private:
  std::string root_;
  std::optional<RunStore> store_;
  CampaignOptions options_;
  Surroundings surroundings_;  // nothing can be run in these
  BaselineRuns runs_;
  Catalogues catalogues_;
};

std::string late_at(int event) {
  return "kill@event(" + std::to_string(event) + "); late-input[in]@resume1";
}

TEST_F(StruckPlaces, AreThoseOfBothEnds) {
  keep({{late_at(2), {{2, "write(b)", {}}, {3, "fsync(b)", {}}}},
        {late_at(3), {{3, "fsync(b)", {}}, {5, "rename(b)", {}}}}});
  std::vector<Finding> findings{window({late_at(2), late_at(3)}, 3)};
  add_places(findings, false);
  EXPECT_EQ(findings[0].opened_by, "write(b)");
  EXPECT_EQ(findings[0].first_event, 2U);
  EXPECT_EQ(findings[0].closed_by, "rename(b)");
  EXPECT_EQ(findings[0].last_event, 4U);
}

// "" would say that it lasts to the end of the run.
TEST_F(StruckPlaces, OfAnEndThatNobodyLookedAtRemainUnknown) {
  keep({{late_at(2), {{2, "write(b)", {}}, {3, "fsync(b)", {}}}}});
  std::vector<Finding> findings{window({late_at(2), late_at(3)}, 3)};
  add_places(findings, false);
  EXPECT_EQ(findings[0].opened_by, "write(b)");
  EXPECT_EQ(findings[0].closed_by, "the next event");
  EXPECT_EQ(findings[0].last_event, 3U);
}

// Only what can be read can be found damaged.
TEST_F(StruckPlaces, ThatTheStoreHoldsDamagedAreToldFromThoseThatCannotBeRead) {
  std::vector<Finding> findings{window({late_at(2)}, 2)};
  for (const char* damaged : {"[{", "[{\"schedule\": 7}]", "[1]"}) {
    write(damaged);
    EXPECT_THROW(add_places(findings, false), UsageError) << damaged;
  }
  replace_by_directory();
  EXPECT_THROW(add_places(findings, false), std::system_error);
}

// More trials fail in a row than a campaign puts up with.
TEST_F(StruckPlaces, AreLeftOutWhereTheLookFails) {
  std::vector<Finding> findings;
  for (const char* input : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}) {
    for (const char* at : {"1", "2"})
      findings.push_back(
          window({fmt::format("kill@event({}); late-input[{}]@resume1", at, input)}, 2));
  }
  EXPECT_NO_THROW(add_places(findings, true));
  for (const Finding& finding : findings) {
    EXPECT_EQ(finding.events_of, "the run that is killed");
    EXPECT_EQ(finding.opened_by, "");
  }
}

}  // namespace
}  // namespace crashproof
