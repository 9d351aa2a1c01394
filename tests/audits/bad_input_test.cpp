// What cannot be audited: the documented exit code, a line that says why, and everything of the
// user's as it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <ostream>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using testing::Contains;
using testing::HasSubstr;

struct BadInput {
  const char* name;
  const char* line;
  int exit;
  const char* says;
};

void PrintTo(const BadInput& input, std::ostream* out) {
  *out << input.name;
}

class BadInputTest : public testing::TestWithParam<BadInput> {};

std::size_t complaints_in(const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = text.find("crashproof: "); at != std::string::npos;
       at = text.find("crashproof: ", at + 1)) {
    ++count;
  }
  return count;
}

TEST_P(BadInputTest, EndsWithItsCodeAndOneLine) {
  const Workspace workspace;
  workspace.prepare(
      "mkdir -p mine outside && echo precious > mine/file && echo x > in && "
      "echo kept > outside/file && touch -d 2001-02-03 mine/file");
  const auto before = fingerprints(workspace.path());
  const Ran ran = run_line(GetParam().line, workspace.path(), 40);
  EXPECT_EQ(ran.exit, GetParam().exit) << ran.out << ran.err;
  EXPECT_THAT(ran.out + ran.err, HasSubstr(GetParam().says));
  // Exit 2 is one line on stderr; anything else is a report on stdout.
  EXPECT_EQ(complaints_in(ran.err), ran.exit == 2 ? 1U : 0U) << ran.err;
  auto after = fingerprints(workspace.path());
  std::erase_if(after, [](const auto& entry) { return entry.first.starts_with("run"); });
  EXPECT_EQ(after, before);
}

INSTANTIATE_TEST_SUITE_P(
    Inputs, BadInputTest,
    testing::Values(
        BadInput{"NoCommand", "$CRASHPROOF audit --quiet", 2, "no command"},
        BadInput{"MissingProgram", "$CRASHPROOF audit --quiet -- no-such-program x", 2,
                 "no-such-program"},
        BadInput{"MissingWorkspace", "$CRASHPROOF audit --quiet --workspace nowhere -- true", 2,
                 "nowhere"},
        BadInput{"WorkspaceIsAFile", "$CRASHPROOF audit --quiet --workspace in -- true", 2,
                 "not a directory"},
        BadInput{"Fails", "$CRASHPROOF audit --quiet -- sh -c 'echo no reason; exit 9'", 4,
                 "no reason"},
        BadInput{"Hangs", "$CRASHPROOF audit --quiet --time-limit 1 -- sleep 100", 4, "1 s"},
        BadInput{"IgnoresSigterm",
                 "$CRASHPROOF audit --quiet --time-limit 1 -- "
                 "sh -c 'trap \"\" TERM INT HUP; while :; do sleep 1; done'",
                 4, "1 s"},
        BadInput{"HangsInAChild",
                 "$CRASHPROOF audit --quiet --time-limit 1 -- sh -c 'sleep 100 & wait'", 4, "1 s"},
        BadInput{"WritesOutside",
                 "$CRASHPROOF audit --quiet -- sh -c 'echo x > /var/lib/crashproof-audit'", 4,
                 "/var/lib/crashproof-audit"},
        BadInput{"WritesOutsideAndGoesOn",
                 "$CRASHPROOF audit --quiet -- sh -c 'echo x 2>/dev/null > /var/lib/crashproof-a; "
                 "echo y > t && mv t out'",
                 0, "Refused"},
        BadInput{"ChangesNamesEveryRun",
                 "$CRASHPROOF audit --quiet -- sh -c 'head -c 9 /dev/urandom > "
                 "out-$(od -An -N8 -tx8 /dev/urandom | tr -d \" \")'",
                 4, "different names"},
        BadInput{"ChangesNothing", "$CRASHPROOF audit --quiet -- true", 5, "No crash point"},
        BadInput{"CorruptConfig", "$CRASHPROOF audit --quiet --config <(echo 'jobs = = 3') -- true",
                 2, ":1"},
        BadInput{"UnknownKeyInConfig",
                 "$CRASHPROOF audit --quiet --config <(echo 'jbos = 3') -- true", 2, "jbos"},
        BadInput{"SomebodysRunDirectory",
                 "$CRASHPROOF audit --quiet --run-dir mine -- sh -c 'echo x > out'", 2, "mine"},
        BadInput{"RunDirectoryIsAFile",
                 "$CRASHPROOF audit --quiet --run-dir in -- sh -c 'echo x > out'", 2, "in"},
        BadInput{
            "CorruptTrace",
            "$CRASHPROOF record --quiet -- sh -c 'echo x > out' >/dev/null && "
            "printf '\\377' | dd of=.crashproof/trace.cpt bs=1 seek=40 conv=notrunc 2>/dev/null && "
            "$CRASHPROOF try --quiet",
            2, "trace"},
        BadInput{"TruncatedTrace",
                 "$CRASHPROOF record --quiet -- sh -c 'echo x > out' >/dev/null && "
                 "truncate -s -3 .crashproof/trace.cpt && $CRASHPROOF trace show",
                 2, "trace"},
        BadInput{"CorruptTrials",
                 "$CRASHPROOF audit --quiet -- sh -c 'echo x > out' >/dev/null; "
                 "sed -i 1s/./x/ .crashproof/trials.jsonl; $CRASHPROOF judge --quiet",
                 2, "trials.jsonl"},
        BadInput{"AnotherCommandToGoOnWith",
                 "$CRASHPROOF audit --quiet -- sh -c 'echo x > out' >/dev/null; "
                 "$CRASHPROOF audit --quiet --continue -- sh -c 'echo y > out'",
                 2, "another command"},
        BadInput{"BadSchedule", "$CRASHPROOF replay --quiet 'kill@nowhere' -- true", 2,
                 "schedule"}),
    [](const auto& input) { return std::string(input.param.name); });

constexpr const char* writes_out = " -- sh -c 'echo x > out'";

// Rows are a verb with its options; all are over before the job is run.
class BadFaultTest : public testing::TestWithParam<BadInput> {};

TEST_P(BadFaultTest, EndsWithTwoAndOneLineBeforeTheJobIsRun) {
  const Workspace workspace;
  const Ran ran = run_line(std::string("$CRASHPROOF ") + GetParam().line + " --quiet" + writes_out,
                           workspace.path());
  EXPECT_EQ(ran.exit, GetParam().exit) << ran.out << ran.err;
  EXPECT_EQ(ran.out, "");
  EXPECT_TRUE(ran.err.starts_with("crashproof: ")) << ran.err;
  EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Faults, BadFaultTest,
    testing::Values(
        BadInput{"UnknownFault", "audit --fault erno", 2, "did you mean errno?"},
        BadInput{"NoFaultAtAll", "audit --fault ''", 2, "unknown fault"},
        BadInput{"UnknownErrno", "audit --fault 'errno[ENOSPACE]'", 2, "'ENOSPACE' is no errno"},
        BadInput{"UnknownSignal", "audit --fault 'interrupt[KILL]'", 2, "TERM, INT or HUP"},
        BadInput{"NoDuration", "audit --fault 'clock[yesterday]'", 2, "is no duration"},
        BadInput{"NoRole", "audit --fault 'kill-one[nobody]'", 2, "'nobody' is no process"},
        BadInput{"NeedsAParameter", "audit --fault command", 2, "command needs a parameter"},
        BadInput{"PowerCutAsAFault", "audit --fault power-loss", 2, "--model"},
        BadInput{"UnknownModel", "audit --model ext4-orderd", 2, "did you mean ext4-ordered?"},
        BadInput{"DepthZero", "audit --depth 0", 2, "--depth: '0' is not a whole number from 1"},
        BadInput{"DepthNoNumber", "audit --depth x", 2, "--depth: 'x'"},
        BadInput{"NegativeBound", "audit --redo-bound -1", 2, "--redo-bound: '-1'"},
        BadInput{"UnknownStep", "replay 'kil@end'", 2, "did you mean kill?"},
        BadInput{"ChangeDuringARun", "replay 'clock[-1h]@after:write(out)'", 2,
                 "clock happens before a resume"},
        BadInput{"FaultWhileDown", "replay 'errno[EIO]@resume1'", 2, "errno needs a position"},
        BadInput{"PoisonOnce", "replay 'poison[in]@after:write(out)'", 2, "every run"},
        BadInput{"StepsInTheWrongOrder", "replay 'kill@resume1:end; kill@end'", 2, "put it first"},
        BadInput{"VersionOfWhatField", "replay 'kill@end; version[state]@resume1'", 2,
                 "which field?"},
        BadInput{"UnknownFate", "replay 'power-loss[strict: melted write(out)]@end'", 2,
                 "column 15"},
        BadInput{"ModelInAStep", "replay 'power-loss[ext9: kept write(out)]@end'", 2, "ext9"}),
    [](const auto& input) { return std::string(input.param.name); });

// Nothing was tried of what was asked for, so nothing is said to be sound.
TEST(BadInput, AFaultThatFindsNoPlaceIsUndecided) {
  for (const std::string fault : {"poison[nofile]", "late-input[nofile]", "truncate[nofile]"}) {
    const Workspace workspace;
    const Audited audited = audit("--fault '" + fault + "'" + writes_out, workspace.path());
    EXPECT_EQ(audited.exit(), 3) << audited.all();
    EXPECT_EQ(audited.fault(fault).at("tried"), 0) << audited.all();
    EXPECT_GT(audited.fault(fault).at("not_happened"), 0) << audited.all();
  }
}

TEST(BadInput, AFaultThatTheJobOffersNoPlaceForIsUndecidedByName) {
  for (const std::string fault : {"version", "kill-one"}) {
    const Workspace workspace;
    const Audited audited = audit("--fault " + fault + writes_out, workspace.path());
    EXPECT_EQ(audited.exit(), 3) << audited.all();
    EXPECT_EQ(audited.fault(fault).at("untested"), true) << audited.all();
    EXPECT_THAT(audited.noted("inconclusive"), Contains(HasSubstr(fault))) << audited.all();
  }
}

// The first step happens, and the job passes; but that was not the question.
TEST(BadInput, AReplayThatDropsAStepSaysWhich) {
  const Workspace workspace;
  const Audited audited =
      crashproof("replay", "'kill@end; kill@resume1:after:write(nosuch)'" + std::string(writes_out),
                 workspace.path());
  EXPECT_EQ(audited.exit(), 6) << audited.all();
  EXPECT_FALSE(audited.replay.at("reached")) << audited.all();
  EXPECT_EQ(audited.replay.at("dropped"), Json({"kill@resume1:after:write(nosuch)"}));
  EXPECT_FALSE(audited.replay.at("verdicts").empty()) << audited.all();
}

// 6 is for the position, and for the change that there was nothing for.
TEST(BadInput, AReplayThatMeetsNothingSaysSo) {
  for (const std::string schedule :
       {"kill@after:write(nosuch)", "kill@end; version[nosuch:version]@resume1"}) {
    const Workspace workspace;
    const Audited audited =
        crashproof("replay", "'" + schedule + "'" + writes_out, workspace.path());
    EXPECT_EQ(audited.exit(), 6) << audited.all();
    EXPECT_FALSE(audited.replay.at("reached")) << audited.all();
  }
}

// Differs in content only: told, and the rest still compared.
TEST(BadInput, ContentThatChangesEveryRunIsToldAndNotCompared) {
  const Workspace workspace;
  const Audited audited = audit(
      "-- sh -c 'head -c 9 /dev/urandom | od > noise; echo y > t && mv t out'", workspace.path());
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_THAT(audited.noted("not_compared"), Contains(HasSubstr("noise")));
}

bool can_be_dev() {
  return ::geteuid() == 0 && ::getpwnam("dev") != nullptr;
}

std::string as_dev(const std::string& line) {
  return "exec su dev -s /bin/bash -c '" + line + "'";
}

TEST(BadInput, AWorkspaceThatCannotBeReadIsRefused) {
  if (!can_be_dev()) GTEST_SKIP() << "needs root and a user called dev";
  const Workspace workspace;
  workspace.prepare("mkdir closed && chmod 700 closed && mkdir -m 777 open");
  const Ran closed = run_line(
      as_dev("cd open; $CRASHPROOF audit --quiet --workspace ../closed -- true"), workspace.path());
  EXPECT_EQ(closed.exit, 2) << closed.out << closed.err;
  EXPECT_THAT(closed.err, HasSubstr("cannot be read"));
  const Ran unwritable =
      run_line(as_dev("$CRASHPROOF audit --quiet -- sh -c \"echo x > out\""), workspace.path());
  EXPECT_EQ(unwritable.exit, 2) << unwritable.out << unwritable.err;
  EXPECT_THAT(unwritable.err, HasSubstr("run directory"));
}

TEST(BadInput, AFileThatCannotBeReadIsToldOrRefused) {
  if (!can_be_dev()) GTEST_SKIP() << "needs root and a user called dev";
  const Workspace workspace;
  workspace.prepare("echo secret > secret; chmod 600 secret; chown dev .");
  const auto before = fingerprints(workspace.path());
  const Ran ran = run_line(as_dev("$CRASHPROOF audit --quiet -- sh -c \"echo x > t && mv t out\""),
                           workspace.path());
  EXPECT_THAT(ran.out + ran.err, HasSubstr("secret"));
  EXPECT_TRUE(ran.exit == 0 || ran.exit == 2) << ran.out << ran.err;
  EXPECT_EQ(fingerprints(workspace.path()), before);
}

// A file system of a few megabytes at ./small, for this line alone.
Ran run_on_small_disk(const Workspace& workspace, const std::string& line) {
  workspace.prepare("mkdir small");
  return run_line(
      "exec unshare --mount --propagation private bash -c '"
      "mount -t tmpfs -o size=3m none small || exit 99\n" +
          line + "'",
      workspace.path());
}

TEST(BadInput, AFullRunDirectoryIsTheUsersToMend) {
  if (::geteuid() != 0 || run_line("unshare --mount true", "/").exit != 0) {
    GTEST_SKIP() << "needs to mount a small file system";
  }
  const Workspace workspace;
  workspace.prepare("seq 9 > in");
  const auto before = fingerprints(workspace.path());
  for (const std::string left : {"0", "8192", "60000"}) {
    const Workspace fresh;
    fresh.prepare("seq 900 > in");
    const Ran ran = run_on_small_disk(
        fresh,
        "mkdir small/run; head -c $((3 * 1024 * 1024 - " + left +
            " - 8192)) /dev/zero > small/filler; $CRASHPROOF audit --quiet --run-dir small/run "
            "--workspace . -- sh -c \"for i in 1 2 3 4 5 6 7 8; do cat in in in in > t && "
            "mv t out$i; done\"");
    EXPECT_EQ(ran.exit, 2) << left << ran.out << ran.err;
    EXPECT_EQ(complaints_in(ran.err), 1U) << ran.err;
    EXPECT_THAT(ran.err, testing::AnyOf(HasSubstr("o space left"), HasSubstr("cannot be made")));
    EXPECT_TRUE(fresh.has("in"));
  }
  EXPECT_EQ(fingerprints(workspace.path()), before);
}

// The sandboxes lie on a small disk that the job fills: its failure, not ours, and no more than
// that disk is taken.
TEST(BadInput, AJobThatFillsTheDiskHasNoBaseline) {
  if (::geteuid() != 0 || run_line("unshare --mount true", "/").exit != 0) {
    GTEST_SKIP() << "needs to mount a small file system";
  }
  const Workspace workspace;
  const Ran ran = run_on_small_disk(
      workspace,
      "mkdir work; cd work; $CRASHPROOF audit --quiet --run-dir ../run --scratch ../small "
      "-- sh -c \"head -c 64M /dev/zero > big\"");
  EXPECT_EQ(ran.exit, 4) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("No space left on device"));
}

}  // namespace
}  // namespace crashproof::audits
