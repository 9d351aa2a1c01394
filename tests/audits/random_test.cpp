// Schedules of several kills, and replays of single ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using testing::HasSubstr;

// Takes a backup, changes the data in several steps, and puts the backup back if it died. But it
// moves the backup away as it does so: a second death finds none, and starts from half-changed
// data.
constexpr const char* fragile_recovery =
    "[ -e done ] && { rm -f backup; exit 0; }\n"
    "if [ -e backup ]; then mv backup data\n"
    "else cp data backup.tmp && mv backup.tmp backup\n"
    "fi\n"
    "for line in 1 2 3; do echo line $line >> data; done\n"
    ": > done\n"
    "rm -f backup\n";

// The same, but the backup stays until the change is complete.
constexpr const char* sturdy_recovery =
    "[ -e done ] && { rm -f backup; exit 0; }\n"
    "if [ -e backup ]; then cp backup data.tmp && mv data.tmp data\n"
    "else cp data backup.tmp && mv backup.tmp backup\n"
    "fi\n"
    "for line in 1 2 3; do echo line $line >> data; done\n"
    ": > done\n"
    "rm -f backup\n";

Audited audit_job(const Workspace& workspace, const std::string& script,
                  const std::string& options) {
  workspace.write("data", "first\n");
  workspace.write("job.sh", script);
  return audit(options + " -- sh job.sh", workspace.path());
}

std::vector<std::string> random_schedules(const std::map<std::string, std::string>& trials) {
  std::vector<std::string> schedules;
  for (const auto& [schedule, result] : trials) {
    if (schedule.find(';') != std::string::npos) schedules.push_back(schedule);
  }
  return schedules;
}

TEST(RandomSchedules, AreTheSameForTheSameSeed) {
  const Workspace one;
  const Workspace other;
  const Audited first = audit_job(one, fragile_recovery, "--random 30 --seed 7");
  const Audited second = audit_job(other, fragile_recovery, "--random 30 --seed 7");
  EXPECT_EQ(first.exit(), second.exit()) << second.all();
  const auto trials = trial_results(one.path(".crashproof"));
  EXPECT_EQ(trials, trial_results(other.path(".crashproof")));
  EXPECT_FALSE(random_schedules(trials).empty());
  EXPECT_EQ(first.summary.at("findings"), second.summary.at("findings"));
}

TEST(RandomSchedules, DifferForAnotherSeed) {
  const Workspace one;
  const Workspace other;
  audit_job(one, sturdy_recovery, "--random 30 --seed 7");
  audit_job(other, sturdy_recovery, "--random 30 --seed 8");
  EXPECT_NE(random_schedules(trial_results(one.path(".crashproof"))),
            random_schedules(trial_results(other.path(".crashproof"))));
}

// By hand: one kill at any place is mended; kill after the backup, then the resume after its first
// echo, and the third run appends to data that has one line too many.
TEST(RandomSchedules, FindARecoveryThatMayNotDieItself) {
  const Workspace workspace;
  const Audited single = audit_job(workspace, fragile_recovery, "");
  EXPECT_EQ(single.exit(), 0) << single.all();
  EXPECT_TRUE(single.summary.at("exhaustive"));
  const Audited random = audit_job(workspace, fragile_recovery, "--random 40 --seed 7");
  EXPECT_EQ(random.exit(), 1) << random.all();
  ASSERT_FALSE(random.findings.empty());
  for (const Json& finding : random.findings) {
    EXPECT_EQ(finding.at("status"), "confirmed") << finding;
    EXPECT_THAT(finding.at("events_of").get<std::string>(), HasSubstr("rerun"));
  }
  const std::string shrunk = random.findings[0].at("schedule");
  EXPECT_EQ(std::count(shrunk.begin(), shrunk.end(), ';'), 1) << shrunk;
  EXPECT_THAT(shrunk, HasSubstr("kill@resume1:"));
  const Audited again = crashproof("replay", "'" + shrunk + "' -- sh job.sh", workspace.path());
  EXPECT_EQ(again.exit(), 1) << again.all();
}

TEST(RandomSchedules, PassARecoveryThatMayDieItself) {
  const Workspace workspace;
  const Audited audited = audit_job(workspace, sturdy_recovery, "--random 40 --seed 7");
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_GT(audited.count("random_tried"), 20U);
  EXPECT_EQ(audited.count("inconclusive"), 0U);
}

constexpr const char* torn_job =
    "for i in 1 2; do [ -e out$i ] || { echo a; echo b; } > out$i; done\n";

TEST(Replay, ShowsEachFindingAgain) {
  const Workspace workspace;
  const Audited audited = audit_job(workspace, torn_job, "");
  ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
  EXPECT_EQ(audited.findings[0].at("code"), "CP005");
  EXPECT_EQ(audited.findings[0].at("certainty"), "proved");
  EXPECT_EQ(audited.findings[0].at("windows"), 2);
  for (const Json& finding : audited.findings) {
    const Ran again =
        run_line("PATH=\"${CRASHPROOF%/*}:$PATH\"; " + finding.at("replay").get<std::string>(),
                 workspace.path());
    EXPECT_EQ(again.exit, 1) << again.out << again.err;
    EXPECT_THAT(again.out, HasSubstr("Reproduced"));
  }
}

TEST(Replay, KeepsTheAuditsOwnRunDirectory) {
  const Workspace workspace;
  const Audited audited = audit_job(workspace, torn_job, "");
  const auto trials = trial_results(workspace.path(".crashproof"));
  const std::string schedule = audited.findings.at(0).at("schedule");
  crashproof("replay", "'" + schedule + "' -- sh job.sh", workspace.path());
  EXPECT_EQ(trial_results(workspace.path(".crashproof")), trials);
  EXPECT_EQ(crashproof("judge", "", workspace.path()).exit(), 1);
}

TEST(Replay, PassesWhereAKillDoesNoHarm) {
  const Workspace workspace;
  workspace.write("job.sh", torn_job);
  for (const std::string schedule :
       {"kill@end", "kill@before:create(out1)", "kill@after:write(out1)#2"}) {
    const Audited replayed =
        crashproof("replay", "'" + schedule + "' -- sh job.sh", workspace.path());
    EXPECT_EQ(replayed.exit(), 0) << schedule << replayed.all();
    EXPECT_TRUE(replayed.replay.at("reached"));
  }
}

TEST(Replay, SaysWhereAPositionIsNotReached) {
  const Workspace workspace;
  workspace.write("job.sh", torn_job);
  for (const std::string schedule : {"kill@after:create(out3)", "kill@after:write(out1)#3",
                                     "kill@event(10000)", "kill@in:write(out1)+100"}) {
    const Audited replayed =
        crashproof("replay", "'" + schedule + "' -- sh job.sh", workspace.path());
    EXPECT_EQ(replayed.exit(), 6) << schedule << replayed.all();
  }
}

}  // namespace
}  // namespace crashproof::audits
