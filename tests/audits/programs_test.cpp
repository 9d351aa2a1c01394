// make, gzip and git as everybody uses them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr const char* redirecting_makefile =
    "all: a.out b.out\n"
    "%.out: %.in\n"
    "\t(cat $<; sort $<) > $@\n";
constexpr const char* renaming_makefile =
    ".DELETE_ON_ERROR:\n"
    "all: a.out b.out\n"
    "%.out: %.in\n"
    "\t(cat $<; sort $<) > $@.tmp && mv $@.tmp $@\n";

void write_sources(const Workspace& workspace, const std::string& makefile) {
  workspace.write("Makefile", makefile);
  workspace.write("a.in", "3\n1\n2\n");
  workspace.write("b.in", "z\ny\n");
}

std::uint64_t failing_points(const Audited& audited) {
  std::uint64_t points = 0;
  for (const Json& finding : audited.findings) points += finding.at("points").get<unsigned>();
  return points;
}

// By hand: `: > a.out; make` says that nothing is to be done for a.out.
TEST(Make, TakesAHalfWrittenTargetForDone) {
  const Workspace workspace;
  write_sources(workspace, redirecting_makefile);
  const Audited audited = audit("-- make", workspace.path());
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
  ASSERT_EQ(audited.findings.size(), 2U) << audited.all();
  for (std::size_t i = 0; i < 2; ++i) {
    const Json& finding = audited.findings[i];
    const std::string target = i == 0 ? "a.out" : "b.out";
    EXPECT_EQ(finding.at("opened_by"), "create(" + target + ")");
    EXPECT_EQ(finding.at("closed_by"), "write(" + target + ")");
    EXPECT_EQ(finding.at("code"), "CP005");
    EXPECT_EQ(finding.at("certainty"), "proved");
    EXPECT_EQ(finding.at("blamed"), Json({target}));
    EXPECT_EQ(finding.at("status"), "confirmed");
    EXPECT_THAT(finding.at("checks"), Contains("no-loss"));
    for (const Json& difference : finding.at("differences")) {
      EXPECT_EQ(difference.at("path"), target);
      EXPECT_EQ(difference.at("class"), "lost");
    }
  }
  // Nothing fails but in the two windows: between them, before and after, make mends everything.
  EXPECT_EQ(failing_points(audited), audited.count("violations"));
  EXPECT_LT(audited.count("violations"), audited.count("states"));
  EXPECT_LT(audited.findings[0].at("last_event"), audited.findings[1].at("first_event"));
}

// By hand: a left-over a.out.tmp is written over, since its target does not exist.
TEST(Make, IsSoundWithARenameAtTheEnd) {
  const Workspace workspace;
  write_sources(workspace, renaming_makefile);
  const Audited audited = audit("-- make", workspace.path());
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
  EXPECT_EQ(audited.count("violations"), 0U);
}

// Jobs side by side: several writers at once, and still only the half-written targets count.
TEST(Make, InParallelFindsTheSameWindows) {
  const Workspace workspace;
  write_sources(workspace, redirecting_makefile);
  const Audited audited = audit("-- make -j2", workspace.path());
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
  for (const Json& finding : audited.findings) {
    for (const Json& difference : finding.at("differences")) {
      EXPECT_THAT(difference.at("path").get<std::string>(), HasSubstr(".out"));
      EXPECT_EQ(difference.at("class"), "lost");
    }
  }
}

constexpr const char* gzip_all = "sh -c 'for f in *.txt; do gzip \"$f\" || exit 1; done'";

// By hand: `: > f1.txt.gz; gzip f1.txt </dev/null` ends with 2 and "already exists".
TEST(Gzip, StopsAtAHalfMadeOutput) {
  const Workspace workspace;
  workspace.prepare("for i in 1 2 3; do seq $((i * 100)) > f$i.txt; done");
  const Audited audited = audit(std::string("-- ") + gzip_all, workspace.path());
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
  ASSERT_EQ(audited.findings.size(), 1U) << audited.all();
  EXPECT_EQ(audited.findings[0].at("code"), "CP021");
  EXPECT_EQ(audited.findings[0].at("certainty"), "proved");
  EXPECT_EQ(audited.findings[0].at("windows"), 3);
  const Json& finding = audited.findings[0];
  EXPECT_EQ(finding.at("opened_by"), "create(f1.txt.gz)");
  EXPECT_EQ(finding.at("closed_by"), "unlink(f1.txt)");
  EXPECT_EQ(finding.at("checks"), Json({"resume-ends"}));
  EXPECT_EQ(finding.at("blamed"), Json({"f1.txt.gz"}));
  EXPECT_THAT(finding.at("fix").get<std::string>(), HasSubstr("f1.txt.gz under another name"));
  EXPECT_THAT(finding.at("resumes").back().at("output_tail").get<std::string>(),
              HasSubstr("f1.txt.gz already exists"));
  EXPECT_EQ(failing_points(audited), audited.count("violations"));
}

// By hand: with -f it begins the file anew, and the source is removed only when all is written.
TEST(Gzip, IsSoundWhereItMayOverwrite) {
  const Workspace workspace;
  workspace.prepare("for i in 1 2; do seq $((i * 100)) > f$i.txt; done");
  const Audited audited =
      audit("-- sh -c 'for f in *.txt; do [ ! -e \"$f\" ] || gzip -f \"$f\" || exit 1; done'",
            workspace.path());
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
}

constexpr const char* commit =
    "git add one two && { git diff --cached --quiet || git commit -q -m message; }";
constexpr const char* settings = "export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1; ";

Audited audit_git(const Workspace& workspace, const std::string& options,
                  const std::string& after = "") {
  workspace.prepare(std::string(settings) +
                    "git init -q . && git config user.email a@example.org && "
                    "git config user.name A && echo one > one && echo two > two");
  return report_of(run_line(std::string(settings) + "exec \"$CRASHPROOF\" audit --json --quiet " +
                                options + " -- sh -c '" + commit + after + "'",
                            workspace.path()));
}

// Commit ids hold the time, so two runs differ in the names of objects.
TEST(Git, WithARunningClockHasNoBaselineAndAdvice) {
  const Workspace workspace;
  const Audited audited = audit_git(workspace, "");
  EXPECT_EQ(audited.exit(), 4) << audited.all();
  EXPECT_THAT(audited.noted("advice"), Contains(HasSubstr("--pin-clock")));
  EXPECT_THAT(audited.summary.at("baseline_problem").get<std::string>(), HasSubstr(".git/objects"));
  EXPECT_TRUE(audited.findings.empty());
}

// By hand: `touch .git/index.lock; git add one` ends with 128 and "File exists".
TEST(Git, StopsAtAStaleLock) {
  const Workspace workspace;
  const Audited audited = audit_git(workspace, "--cuts pages --pin-clock");
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
  ASSERT_FALSE(audited.findings.empty());
  for (const Json& finding : audited.findings) {
    EXPECT_EQ(finding.at("checks"), Json({"resume-ends"}));
    EXPECT_EQ(finding.at("code"), "CP021");
    EXPECT_THAT(finding.at("fix").get<std::string>(), HasSubstr("git makes .git/"));
    EXPECT_THAT(finding.at("opened_by").get<std::string>(), HasSubstr(".lock)"));
    EXPECT_EQ(finding.at("status"), "confirmed");
    EXPECT_THAT(finding.at("resumes").back().at("output_tail").get<std::string>(),
                HasSubstr("File exists"));
  }
}

std::string without_locks() {
  return "--resume 'find .git -name \"*.lock\" -delete; " + std::string(commit) +
         " && git fsck --strict --no-dangling' ";
}

// With the locks removed first, every state is mended, and git's own check finds no fault in it.
TEST(Git, KeepsItsDataSound) {
  const Workspace workspace;
  const Audited audited =
      audit_git(workspace, "--pin-clock --ignore '.git/logs/**' " + without_locks());
  EXPECT_EQ(audited.exit(), 0) << audited.all();
  EXPECT_TRUE(audited.summary.at("exhaustive"));
}

// Only its reflog, which is appended to before the branch moves, keeps a half or doubled line.
// By hand: a reflog cut after 10 bytes, the branch removed, then a commit: the line goes on there.
TEST(Git, MayTearItsReflog) {
  const Workspace workspace;
  const Audited audited = audit_git(workspace, "--pin-clock " + without_locks());
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  for (const Json& finding : audited.findings) {
    for (const Json& difference : finding.at("differences")) {
      EXPECT_THAT(difference.at("path").get<std::string>(), HasSubstr(".git/logs/"));
    }
    const std::string code = finding.at("code");
    // The line is torn, or there twice until the branch has moved. No log is taken for a
    // checkpoint.
    EXPECT_TRUE(code == "CP002" || code == "CP010") << finding;
    EXPECT_THAT(finding.at("because").get<std::string>(), Not(HasSubstr("wrong place")));
    if (code == "CP010") {
      EXPECT_EQ(finding.at("closed_by"), "rename(.git/refs/heads/master)");
    } else {
      EXPECT_THAT(finding.at("fix").get<std::string>(), HasSubstr("cut off an unfinished last"));
    }
  }
}

}  // namespace
}  // namespace crashproof::audits
