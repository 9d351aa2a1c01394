// Schedules that are kept beside the job: saved once, tried first, and never passed over in
// silence.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr const char* file = "crashproof-regressions.toml";
constexpr const char* wrong =
    "[ -e done ] && exit 0\n"
    "echo yes > done.tmp && mv done.tmp done\n"
    "echo row > rows\n";
constexpr const char* right =
    "[ -e done ] && exit 0\n"
    "echo row > rows.tmp && mv rows.tmp rows\n"
    "echo yes > done.tmp && mv done.tmp done\n";

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

TEST(Regressions, AreSavedOnceAndKeepWhatIsThere) {
  const Workspace workspace;
  workspace.write("job.sh", wrong);
  const std::string mine = "# mine\n[[regression]]\nschedule = \"kill@start\" # keep this\n";
  workspace.write(file, mine);
  const Audited first = audit("--save-regressions -- sh job.sh", workspace.path());
  EXPECT_EQ(first.exit(), 1) << first.all();
  const std::string saved = workspace.read(file);
  EXPECT_TRUE(saved.starts_with(mine)) << saved;
  EXPECT_EQ(count_of(saved, "[[regression]]"), 1 + first.findings.size()) << saved;
  EXPECT_THAT(saved, HasSubstr("command = \"sh job.sh\""));
  const Audited second = audit("--save-regressions -- sh job.sh", workspace.path());
  EXPECT_EQ(second.exit(), 1) << second.all();
  EXPECT_EQ(workspace.read(file), saved);
}

TEST(Regressions, AReplayThatFailsIsSavedOnce) {
  const Workspace workspace;
  workspace.write("job.sh", wrong);
  const std::string line =
      "\"$CRASHPROOF\" replay --quiet --save --key 'rows:1' 'kill@after:rename(done)' -- sh job.sh";
  const Ran first = run_line(line, workspace.path());
  EXPECT_EQ(first.exit, 1) << first.out << first.err;
  EXPECT_THAT(first.err, HasSubstr("added to "));
  const std::string saved = workspace.read(file);
  EXPECT_THAT(saved, HasSubstr("schedule = \"kill@after:rename(done)\""));
  EXPECT_THAT(saved, HasSubstr("command = \"sh job.sh\""));
  EXPECT_THAT(saved, HasSubstr("options = \"--key rows:1\""));
  const Ran second = run_line(line, workspace.path());
  EXPECT_EQ(second.exit, 1) << second.out << second.err;
  EXPECT_THAT(second.err, HasSubstr("already in "));
  EXPECT_EQ(workspace.read(file), saved);
  const Audited audited = audit("--no-diagnose -- sh job.sh", workspace.path());
  EXPECT_THAT(audited.noted("note"), Contains("1 regression replayed, 1 still fails"));
}

TEST(Regressions, AReplayThatDoesNotFailIsNotSaved) {
  const Workspace workspace;
  workspace.write("job.sh", right);
  struct Case {
    std::string schedule;
    int exit;
    std::string why;
  };
  // The second strikes nowhere, and so says nothing of the job.
  for (const Case& each : {Case{"kill@after:rename(done)", 0, "the replay does not fail"},
                           Case{"kill@after:rename(gone)", 6, "the replay came to no verdict"}}) {
    const Ran ran =
        run_line("\"$CRASHPROOF\" replay --quiet --save '" + each.schedule + "' -- sh job.sh",
                 workspace.path());
    EXPECT_EQ(ran.exit, each.exit) << ran.out << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(each.why));
    EXPECT_FALSE(workspace.has(file));
  }
}

TEST(Regressions, AReplayDoesNotBeginOnABrokenFile) {
  const Workspace workspace;
  workspace.write("job.sh", wrong);
  workspace.write(file, "other = 1\n");
  const Ran ran = run_line("\"$CRASHPROOF\" replay --save kill@end -- sh job.sh", workspace.path());
  EXPECT_EQ(ran.exit, 2) << ran.out << ran.err;
  EXPECT_FALSE(workspace.has(".crashproof"));
}

TEST(Regressions, AreTriedFirstAndTold) {
  const Workspace workspace;
  workspace.write("job.sh", wrong);
  workspace.write(file, "[[regression]]\nschedule = \"kill@after:rename(done)\"\n");
  const Audited failing = audit("--no-diagnose -- sh job.sh", workspace.path());
  EXPECT_EQ(failing.exit(), 1) << failing.all();
  EXPECT_THAT(failing.noted("note"), Contains("1 regression replayed, 1 still fails"));
  const std::string trials = workspace.read(".crashproof/trials.jsonl");
  EXPECT_THAT(trials.substr(0, trials.find('\n')), HasSubstr("kill@after:rename(done)"));
  workspace.write("job.sh", right);
  const Audited mended = audit("-- sh job.sh", workspace.path());
  EXPECT_EQ(mended.exit(), 0) << mended.all();
  EXPECT_THAT(mended.noted("note"), Contains("1 regression replayed, 0 still fail"));
  EXPECT_TRUE(mended.summary.at("exhaustive"));
}

// A change that the plan does not try by itself, and a point that the sample leaves out.
TEST(Regressions, ThatAreNotInThePlanAreTriedAsWell) {
  const Workspace workspace;
  workspace.write("job.sh", wrong);
  workspace.write(file,
                  "[[regression]]\n"
                  "schedule = \"kill@after:rename(done); clock[-1h]@resume1\"\n");
  const Audited audited = audit("--sample 1 --no-diagnose -- sh job.sh", workspace.path());
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  EXPECT_THAT(audited.noted("note"), Contains("1 regression replayed, 1 still fails"));
  EXPECT_EQ(audited.fault("regressions").at("tried"), 1) << audited.all();
}

TEST(Regressions, WithoutAPlaceInTheTraceAreUndecided) {
  const Workspace workspace;
  workspace.write("job.sh", right);
  workspace.write(file, "\n[[regression]]\nschedule = \"kill@after:rename(gone)\"\n");
  const Audited audited = audit("-- sh job.sh", workspace.path());
  EXPECT_EQ(audited.exit(), 3) << audited.all();
  EXPECT_THAT(audited.noted("note"),
              Contains(HasSubstr("crashproof-regressions.toml:2: the run has no place")));
  const Audited alone =
      crashproof("replay", "'kill@after:rename(gone)' -- sh job.sh", workspace.path());
  EXPECT_EQ(alone.exit(), 6) << alone.all();
}

TEST(Regressions, OfOtherCommandsAreLeftAloneAndTold) {
  const Workspace workspace;
  workspace.write("job.sh", right);
  workspace.write(file,
                  "[[regression]]\nschedule = \"kill@after:rename(gone)\"\n"
                  "command = \"sh other.sh\"\n");
  const Audited audited = audit("-- sh job.sh", workspace.path());
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_THAT(audited.noted("note"), Contains("1 regression of other commands not tried"));
}

struct Broken {
  const char* text;
  const char* says;
};

TEST(Regressions, ABrokenFileIsOneLineWithItsNumber) {
  for (const Broken& broken : {
           Broken{"\n[[regression]\n", ":2: "},
           Broken{"[[regression]]\nschedule = 3\n", ":2: schedule must be a string"},
           Broken{"[[regression]]\nschedul = \"x\"\n", ":2: unknown key schedul; did you mean"},
           Broken{"[[regression]]\n\nschedule = \"kil@start\"\n", ":3: schedule: unknown fault"},
           Broken{"[[regression]]\nschedule = \"kill@strat\"\n", ":2: "},
           Broken{"[[regression]]\ncode = \"CP001\"\n", ":1: a regression needs a schedule"},
           Broken{"other = 1\n", ":1: other is not known here"},
       }) {
    const Workspace workspace;
    workspace.write(file, broken.text);
    const Ran ran = run_line("\"$CRASHPROOF\" audit -- true", workspace.path());
    EXPECT_EQ(ran.exit, 2) << broken.text;
    EXPECT_THAT(ran.err, HasSubstr(std::string(file) + broken.says));
    EXPECT_EQ(std::ranges::count(ran.err, '\n'), 1) << ran.err;
    EXPECT_EQ(ran.out, "");
    EXPECT_FALSE(workspace.has(".crashproof"));
  }
}

}  // namespace
}  // namespace crashproof::audits
