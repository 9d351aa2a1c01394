// Flags win over the environment, the environment over the file, the file over the defaults.
#include "harness/cli/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/cli/command_line.h"
#include "tests/cli/temporary_directory.h"

namespace crashproof::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Verb audit_verb{
    "audit",
    "",
    Command::required,
    "",
    {"crashproof audit -- x"},
    {Group::subject, Group::comparison, Group::trials, Group::gate, Group::place, Group::output},
    0,
    0,
    run_audit};

class OptionsFrom : public testing::Test {
 protected:
  Options options(const std::vector<std::string>& words) {
    warnings_.clear();
    return options_for(parse_command_line(audit_verb, words, surroundings_.directory),
                       surroundings_, warnings_);
  }

  TemporaryDirectory directory_;
  Surroundings surroundings_{directory_.path(), {"PATH=/bin", "HOME=/root"}};
  std::vector<std::string> warnings_;
};

TEST_F(OptionsFrom, NothingAreTheDefaults) {
  const Options all = options({"--", "make", "-j"});
  EXPECT_THAT(all.campaign.subject.command, ElementsAre("make", "-j"));
  EXPECT_EQ(all.campaign.subject.workspace, directory_.path());
  EXPECT_EQ(all.campaign.subject.directory, "");
  EXPECT_EQ(all.campaign.subject.environment, surroundings_.environment);
  EXPECT_EQ(all.campaign.run_directory, directory_.path(".crashproof"));
  EXPECT_EQ(all.campaign.cuts, Cuts::all);
}

TEST_F(OptionsFrom, EachSourceWinsOverTheOnesBelow) {
  directory_.write("crashproof.toml", "seed = 10\nsample = 10\nrestarts = 10\n");
  surroundings_.environment = {"CRASHPROOF_SEED=20", "CRASHPROOF_SAMPLE=20"};
  const Options all = options({"--seed", "30", "--", "make"});
  EXPECT_EQ(all.campaign.seed, 30U);
  EXPECT_EQ(all.campaign.sample, 20U);
  EXPECT_EQ(all.campaign.restarts, 10U);
  EXPECT_EQ(all.campaign.random_schedules, 0U);
}

TEST_F(OptionsFrom, AProfileWinsOverTheFileAndYieldsToFlags) {
  directory_.write("crashproof.toml",
                   "sample = 10\ncuts = \"all\"\nseed = 5\n[profile.quick]\nsample = 7\n");
  const Options quick = options({"--profile", "quick", "--", "make"});
  EXPECT_EQ(quick.campaign.sample, 7U);        // the file's profile
  EXPECT_EQ(quick.campaign.cuts, Cuts::none);  // the built-in one of that name
  EXPECT_EQ(quick.campaign.seed, 5U);          // the file
  EXPECT_EQ(options({"--profile", "quick", "--sample", "3", "--", "make"}).campaign.sample, 3U);
  surroundings_.environment = {"CRASHPROOF_PROFILE=thorough"};
  EXPECT_TRUE(options({"--", "make"}).campaign.everything);
}

TEST_F(OptionsFrom, AnUnknownProfileIsRefused) {
  directory_.write("crashproof.toml", "[profile.nightly]\nsample = 7\n");
  try {
    options({"--profile", "nightli", "--", "make"});
    ADD_FAILURE();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(),
                 "--profile: no profile is called 'nightli'; did you mean nightly?; there are "
                 "quick, ci, thorough, nightly");
  }
}

TEST_F(OptionsFrom, AcceptedFindingsAddUp) {
  directory_.write("crashproof.toml", "[[allow]]\ncode = \"CP010\"\nreason = \"known\"\n");
  const Options all = options({"--allow", "CP001=odd", "--", "make"});
  EXPECT_EQ(all.campaign.gate.allowances.size(), 2U);
}

TEST_F(OptionsFrom, AListIsTakenWholeFromOneSource) {
  directory_.write("crashproof.toml", "ignore = [\"a\", \"b\"]\n");
  EXPECT_THAT(options({"--", "make"}).campaign.subject.comparison.ignores, ElementsAre("a", "b"));
  EXPECT_THAT(
      options({"--ignore", "c", "--ignore=d", "--", "make"}).campaign.subject.comparison.ignores,
      ElementsAre("c", "d"));
  surroundings_.environment = {"CRASHPROOF_IGNORE=e\nf"};
  EXPECT_THAT(options({"--", "make"}).campaign.subject.comparison.ignores, ElementsAre("e", "f"));
}

TEST_F(OptionsFrom, AFlagCanBeTurnedOff) {
  directory_.write("crashproof.toml", "live = true\n");
  EXPECT_TRUE(options({"--", "make"}).campaign.live);
  EXPECT_FALSE(options({"--live=false", "--", "make"}).campaign.live);
}

TEST_F(OptionsFrom, TheFileOfTheWorkspaceComesFirstAndItsPathsStartThere) {
  directory_.write("crashproof.toml", "seed = 1\n");
  directory_.write("job/crashproof.toml", "seed = 2\nrun-dir = \"runs\"\n");
  const Options all = options({"--workspace", "job", "--", "make"});
  EXPECT_EQ(all.campaign.seed, 2U);
  EXPECT_EQ(all.campaign.subject.workspace, directory_.path("job"));
  EXPECT_EQ(all.campaign.run_directory, directory_.path("job/runs"));
  EXPECT_EQ(
      options({"--config", "crashproof.toml", "--workspace", "job", "--", "make"}).campaign.seed,
      1U);
}

TEST_F(OptionsFrom, TheJobStartsWhereItIsCalledIfThatLiesInTheWorkspace) {
  directory_.write("job/sub/x", "");
  surroundings_.directory = directory_.path("job/sub");
  EXPECT_EQ(
      options({"--workspace", directory_.path("job"), "--", "make"}).campaign.subject.directory,
      "sub");
  surroundings_.directory = directory_.path();
  EXPECT_EQ(options({"--workspace", "job", "--", "make"}).campaign.subject.directory, "");
  surroundings_.directory = directory_.path("job2");
  EXPECT_EQ(
      options({"--workspace", directory_.path("job"), "--", "make"}).campaign.subject.directory,
      "");
}

TEST_F(OptionsFrom, TheCommandOfTheFileIsUsedWhereNoneIsGiven) {
  directory_.write("crashproof.toml", "command = [\"make\", \"all\"]\n");
  EXPECT_THAT(options({}).campaign.subject.command, ElementsAre("make", "all"));
  EXPECT_THAT(options({"--", "x"}).campaign.subject.command, ElementsAre("x"));
}

TEST_F(OptionsFrom, AVariableThatIsNoSettingIsToldAndIgnored) {
  surroundings_.environment = {"CRASHPROOF_JOSB=3"};
  options({"--", "make"});
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("did you mean CRASHPROOF_JOBS?")));
}

TEST_F(OptionsFrom, WhatAHarnessTellsItsSubjectIsNoSetting) {
  surroundings_.environment = {"CRASHPROOF_FAILPOINT=a@1:kill", "CRASHPROOF_POINTS_FILE=/tmp/x"};
  EXPECT_TRUE(options({"--", "make"}).campaign.failpoints.empty());
  EXPECT_TRUE(warnings_.empty());
}

TEST_F(OptionsFrom, ReplayOptionsGiveTheSameSubject) {
  const std::vector<std::string> words = {
      "--resume",        "make again", "--key",       "a:b",
      "--dedup",         "record",     "--ignore",    "*.log",
      "--state",         "out",        "--reset",     "true",
      "--state-command", "cat",        "--pin-clock", "--pin-random",
      "--allow-write",   "/var/x",     "--restarts",  "7",
      "--time-limit",    "2.5",        "--",          "make"};
  const Options first = options(words);
  EXPECT_EQ(replay_options(first.campaign, directory_.path()),
            "--resume 'make again' --allow-write /var/x --pin-clock --pin-random --reset true "
            "--state-command cat --key a:b --dedup record --ignore '*.log' --state out "
            "--restarts 7 --time-limit 2.5");
  EXPECT_EQ(
      replay_options(first.campaign, "/"),
      "--workspace " + directory_.path() + " " + replay_options(first.campaign, directory_.path()));
}

TEST_F(OptionsFrom, ReplayOptionsLeadToTheSameVerdict) {
  const auto of = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--", "make"});
    return replay_options(options(words).campaign, directory_.path());
  };
  EXPECT_EQ(of({}), "");
  EXPECT_EQ(of({"--redo"}), "--redo");
  EXPECT_EQ(of({"--all"}), "--redo");
  EXPECT_THAT(of({"--redo-bound", "2", "--item", "in/*"}),
              testing::AllOf(HasSubstr("--redo-bound 2"), HasSubstr("--item 'in/*'")));
  EXPECT_EQ(of({"--no-promises"}), "--no-promises");
  // What is tried does not matter to one schedule.
  EXPECT_EQ(of({"--fault", "errno", "--model", "xfs", "--depth", "2", "--per-fault", "5"}), "");
}

TEST(CommandLine, SplitsAtTheFirstDashes) {
  const Invocation call =
      parse_command_line(audit_verb, {"--live", "--", "a", "--", "--live"}, "/");
  EXPECT_EQ(call.flags.size(), 1U);
  EXPECT_THAT(call.command, ElementsAre("a", "--", "--live"));
}

std::string complaint(const std::vector<std::string>& words) {
  try {
    parse_command_line(audit_verb, words, "/");
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(CommandLine, SaysWhatIsWrong) {
  EXPECT_THAT(complaint({"--jbos", "3"}), HasSubstr("did you mean --jobs?"));
  EXPECT_THAT(complaint({"--jbos=3"}), HasSubstr("unknown option --jbos;"));
  EXPECT_THAT(complaint({"--limit", "3"}), HasSubstr("audit has no use for it"));
  EXPECT_THAT(complaint({"make", "all"}), HasSubstr("crashproof audit -- make all"));
  EXPECT_THAT(complaint({"--jobs"}), HasSubstr("--jobs"));
}

}  // namespace
}  // namespace crashproof::cli
