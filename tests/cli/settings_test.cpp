// From the text of a setting to its value; and the documentation's table of settings.
#include "harness/cli/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "harness/cli/nearest.h"

namespace crashproof::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Options applied(const std::string& name, const std::vector<std::string>& values) {
  Options options;
  setting_named(name)->apply(options, {values, "--" + name, "/base"});
  return options;
}

// What a bad value is answered with; "" if it is taken.
std::string complaint(const std::string& name, const std::vector<std::string>& values) {
  try {
    applied(name, values);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(Settings, TakeGoodValues) {
  EXPECT_EQ(applied("jobs", {"4"}).campaign.jobs, 4U);
  EXPECT_EQ(applied("cuts", {"none"}).campaign.cuts, Cuts::none);
  EXPECT_EQ(applied("sample", {"200"}).campaign.sample, 200U);
  EXPECT_EQ(applied("time-limit", {"1.5"}).campaign.limit_seconds, 1.5);
  EXPECT_EQ(applied("isolation", {"in-place"}).campaign.isolation, IsolationChoice::in_place);
  EXPECT_FALSE(applied("no-confirm", {"true"}).campaign.confirm);
  EXPECT_TRUE(applied("no-confirm", {"false"}).campaign.confirm);
  EXPECT_TRUE(applied("dedup", {"record"}).campaign.subject.comparison.dedup_whole_record);
  EXPECT_THAT(applied("resume", {"a > b"}).campaign.subject.resume,
              ElementsAre("/bin/sh", "-c", "a > b"));
  EXPECT_THAT(applied("allow-write", {"x/../y", "/z/"}).campaign.subject.allow_write,
              ElementsAre("/base/y", "/z"));
  EXPECT_THAT(applied("failpoint", {"a/b", "a@2", "a=ENOSPC", "a@3=28"}).campaign.failpoints,
              ElementsAre("a/b", "a@2", "a=ENOSPC", "a@3=28"));
  EXPECT_EQ(applied("json", {"true"}).format, "json");
  EXPECT_EQ(applied("format", {"text"}).format, "text");
  EXPECT_EQ(applied("output", {"x/../y.xml"}).output, "/base/y.xml");
  EXPECT_THAT(applied("report", {"junit=a=b.xml", "run=/c.json"}).wanted_reports,
              ElementsAre(WantedReport{"junit", "/base/a=b.xml"}, WantedReport{"run", "/c.json"}));
}

TEST(Settings, SayWhatElseIsTried) {
  EXPECT_THAT(applied("fault", {"errno", "clock[-1h]", "late-input[in/a]"}).campaign.faults,
              ElementsAre(FaultChoice{"errno", ""}, FaultChoice{"clock", "-1h"},
                          FaultChoice{"late-input", "in/a"}));
  EXPECT_THAT(applied("model", {"xfs,btrfs", "strict"}).campaign.models,
              ElementsAre("xfs", "btrfs", "strict"));
  EXPECT_EQ(applied("depth", {"3"}).campaign.depth, 3U);
  EXPECT_EQ(applied("per-fault", {"50"}).campaign.per_fault, 50U);
  EXPECT_TRUE(applied("all", {"true"}).campaign.everything);
  EXPECT_TRUE(applied("redo", {"true"}).campaign.measure_redo);
  EXPECT_THAT(applied("item", {"in/*", "q/*"}).campaign.items, ElementsAre("in/*", "q/*"));
  EXPECT_TRUE(applied("pin-random", {"true"}).campaign.subject.pin_random);
}

TEST(Settings, ABoundOfRedoMeasuresIt) {
  const Options options = applied("redo-bound", {"0"});
  EXPECT_TRUE(options.campaign.measure_redo);
  EXPECT_EQ(options.campaign.limits.redo_bound, 0U);
}

TEST(Settings, PromisesAreAskedForUnlessToldOtherwise) {
  EXPECT_FALSE(Options().campaign.limits.promises.empty());
  EXPECT_TRUE(applied("no-promises", {"true"}).campaign.limits.promises.empty());
  EXPECT_FALSE(applied("no-promises", {"false"}).campaign.limits.promises.empty());
}

TEST(Settings, FaultsAreKnownAndTheirParametersTaken) {
  EXPECT_THAT(complaint("fault", {"erno"}), HasSubstr("did you mean errno?"));
  EXPECT_THAT(complaint("fault", {"errno[ENOSPACE]"}), HasSubstr("ENOSPACE"));
  EXPECT_THAT(complaint("fault", {"errno[EIO"}), HasSubstr("is not NAME[PARAMETER]"));
  EXPECT_THAT(complaint("fault", {"kill[x]"}), HasSubstr("takes no parameter"));
  EXPECT_THAT(complaint("fault", {"clock[soon]"}), HasSubstr("clock[soon]: "));
  EXPECT_THAT(complaint("fault", {"power-loss[xfs]"}), HasSubstr("--model"));
  // Nobody can choose these for the user.
  for (const std::string needs : {"library", "command"})
    EXPECT_THAT(complaint("fault", {needs}), HasSubstr(needs + " needs a parameter"));
  EXPECT_THAT(complaint("model", {"xf"}), HasSubstr("did you mean xfs?"));
  for (const std::string bad : {"", "xfs,", ",xfs", "xfs, btrfs", "zfs"})
    EXPECT_THAT(complaint("model", {bad}), HasSubstr("unknown model")) << bad;
  EXPECT_THAT(complaint("depth", {"0"}), HasSubstr("--depth: "));
  EXPECT_THAT(complaint("depth", {"17"}), HasSubstr("--depth: "));
  EXPECT_THAT(complaint("redo-bound", {"-1"}), HasSubstr("--redo-bound: "));
}

TEST(Settings, SayWhenAnAuditStopsAndWhatItIsHeldTo) {
  EXPECT_EQ(applied("budget", {"60s"}).campaign.budget_seconds, 60.0);
  EXPECT_EQ(applied("budget", {"1.5m"}).campaign.budget_seconds, 90.0);
  EXPECT_EQ(applied("budget", {"2h"}).campaign.budget_seconds, 7200.0);
  for (const std::string bad : {"", "60", "-1s", "0s", "5 m", "m", "infs", "5d"})
    EXPECT_THAT(complaint("budget", {bad}), HasSubstr("--budget: ")) << bad;
  EXPECT_EQ(applied("min-coverage", {"80%"}).campaign.gate.least_coverage, 0.8);
  for (const std::string bad : {"", "80", "101%", "-1%", "%", "nan%"})
    EXPECT_THAT(complaint("min-coverage", {bad}), HasSubstr("--min-coverage: ")) << bad;
  EXPECT_TRUE(applied("fail-fast", {"true"}).campaign.fail_fast);
}

TEST(Settings, SayWhichFindingsCount) {
  EXPECT_THAT(applied("only", {"CP001,CP010", "unclassified"}).campaign.gate.only,
              ElementsAre("CP001", "CP010", "unclassified"));
  EXPECT_THAT(complaint("only", {"CP0001"}), HasSubstr("did you mean CP001?"));
  EXPECT_THAT(
      applied("allow", {"CP010 until 2027-01-31=a=b", "unclassified=odd"}).campaign.gate.allowances,
      ElementsAre(Allowance{"CP010", "", "a=b", "2027-01-31", "--allow"},
                  Allowance{"unclassified", "", "odd", "", "--allow"}));
  EXPECT_THAT(complaint("allow", {"CP010"}), HasSubstr("write CODE=REASON"));
  EXPECT_THAT(complaint("allow", {"CP010= "}), HasSubstr("for no reason"));
  EXPECT_THAT(complaint("allow", {"CP010 until 2027-02-31=x"}),
              HasSubstr("--allow: '2027-02-31' is not a day"));
}

TEST(Settings, TheLastOfSeveralValuesCounts) {
  EXPECT_EQ(applied("seed", {"1", "2"}).campaign.seed, 2U);
}

TEST(Settings, RefuseBadValuesAndNameTheirSource) {
  for (const std::string bad : {"-1", "x", "", " 1", "1 ", "1.5", "0x10", "99999999999999999999"})
    EXPECT_THAT(complaint("jobs", {bad}), HasSubstr("--jobs: ")) << bad;
  for (const std::string bad : {"-1", "nan", "inf", "1s", ""})
    EXPECT_THAT(complaint("time-limit", {bad}), HasSubstr("--time-limit: ")) << bad;
  for (const std::string bad : {"", "@1", "a@0", "a@x", "a=", "a=NOERROR", "a=0", "=EIO"})
    EXPECT_THAT(complaint("failpoint", {bad}), HasSubstr("--failpoint: ")) << bad;
  for (const std::string bad : {"", "a", ":a", "a:"})
    EXPECT_THAT(complaint("key", {bad}), HasSubstr("--key: ")) << bad;
  EXPECT_THAT(complaint("restarts", {"0"}), HasSubstr("from 1"));
  EXPECT_THAT(complaint("cuts", {"page"}), HasSubstr("did you mean pages?"));
  EXPECT_THAT(complaint("live", {"yes"}), HasSubstr("not one of false"));
  EXPECT_THAT(complaint("workspace", {""}), HasSubstr("--workspace: needs a value"));
}

TEST(Settings, HaveDistinctNamesAndAreDocumented) {
  std::ostringstream page;
  page << std::ifstream(std::string(CRASHPROOF_SOURCE_DIR) + "/docs/COMMAND_LINE.md").rdbuf();
  std::set<std::string> names;
  for (const Setting& setting : settings()) {
    EXPECT_TRUE(names.insert(std::string(setting.name)).second) << setting.name;
    EXPECT_THAT(page.str(), HasSubstr("`--" + std::string(setting.name)));
  }
}

TEST(Settings, AreCalledAlikeInTheEnvironment) {
  EXPECT_EQ(environment_name("time-limit"), "CRASHPROOF_TIME_LIMIT");
}

TEST(Nearest, FindsWhatWasMeant) {
  const std::vector<std::string> names = {"jobs", "json", "seed"};
  EXPECT_EQ(nearest("jbos", names), "jobs");
  EXPECT_EQ(nearest("sede", names), "seed");
  EXPECT_EQ(nearest("workspace", names), "");
  EXPECT_EQ(nearest("", names), "");
  EXPECT_EQ(nearest(std::string(10'000, 'j'), names), "");
}

}  // namespace
}  // namespace crashproof::cli
