// However runs are kept apart, the same subject fails at the same points in the same way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <ostream>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

struct Job {
  const char* name;
  const char* prepare;
  const char* command;
};

void PrintTo(const Job& job, std::ostream* out) {
  *out << job.name;
}

class IsolationTest : public testing::TestWithParam<Job> {
 protected:
  struct Result {
    Audited audited;
    std::map<std::string, std::string> trials;
  };

  static std::string line(const std::string& options) {
    return "\"$CRASHPROOF\" audit --json --quiet " + options + " -- " + GetParam().command;
  }

  static Result run(const std::string& shell_line, const std::string& owner) {
    const Workspace workspace;
    workspace.prepare(GetParam().prepare);
    if (!owner.empty()) workspace.prepare("chown -R " + owner + " .");
    Result result{report_of(run_line(shell_line, workspace.path())), {}};
    result.trials = trial_results(workspace.path(".crashproof"));
    return result;
  }

  static void expect_same(const Result& one, const Result& other) {
    EXPECT_EQ(one.audited.exit(), other.audited.exit()) << other.audited.all();
    EXPECT_EQ(one.trials, other.trials);
    ASSERT_EQ(one.audited.findings.size(), other.audited.findings.size());
    for (std::size_t i = 0; i < one.audited.findings.size(); ++i) {
      for (const char* field : {"first_event", "last_event", "first_cut", "last_cut", "points",
                                "checks", "schedule", "status", "opened_by", "closed_by"}) {
        EXPECT_EQ(one.audited.findings[i].at(field), other.audited.findings[i].at(field)) << field;
      }
    }
  }
};

TEST_P(IsolationTest, InPlaceFindsTheSame) {
  const Result best = run(line(""), "");
  EXPECT_EQ(best.audited.exit(), 1) << best.audited.all();
  EXPECT_FALSE(best.trials.empty());
  const Result in_place = run(line("--isolation in-place"), "");
  EXPECT_NE(best.audited.summary.at("isolation"), in_place.audited.summary.at("isolation"));
  expect_same(best, in_place);
}

TEST_P(IsolationTest, AnOrdinaryUserFindsTheSame) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
  if (::getpwnam("dev") == nullptr) GTEST_SKIP() << "there is no user called dev";
  const Result root = run(line(""), "");
  expect_same(root, run("su dev -s /bin/bash -c " + ("'" + line("") + "'"), "dev"));
  expect_same(root,
              run("su dev -s /bin/bash -c " + ("'" + line("--isolation in-place") + "'"), "dev"));
}

TEST_P(IsolationTest, OneWorkerFindsTheSameAsThree) {
  expect_same(run(line("--jobs 1"), ""), run(line("--jobs 3"), ""));
}

TEST_P(IsolationTest, LiveKillsFindTheSameAsReplays) {
  const Result replayed = run(line("--no-confirm"), "");
  const Result live = run(line("--live"), "");
  EXPECT_EQ(replayed.trials, live.trials);
  EXPECT_EQ(replayed.audited.count("violations"), live.audited.count("violations"));
}

// zip stores access times: comparing and copying must not be seen in them, nor by the user.
TEST(Isolation, ReadingLeavesNoTraceThatAJobCouldSee) {
  for (const std::string options : {"", "--isolation in-place", "--live"}) {
    const Workspace workspace;
    workspace.prepare("seq 9 > fresh; seq 9 > old; touch -d 2001-01-01 old");
    const std::string times = "stat -c '%n %x' fresh old";
    const std::string before = run_line(times, workspace.path()).out;
    const Audited audited = audit(
        options + " -- sh -c \"stat -c '%n %x %y' fresh old > t && mv t out\"", workspace.path());
    EXPECT_EQ(audited.exit(), 0) << options << audited.all();
    EXPECT_TRUE(audited.noted("not_compared").empty()) << options << audited.all();
    EXPECT_EQ(run_line(times, workspace.path()).out, before) << options;
  }
}

// No apostrophes in these: they stand within some.
INSTANTIATE_TEST_SUITE_P(
    Jobs, IsolationTest,
    testing::Values(Job{"InPlaceWriter", "true", "$SUBJECTS/item_writer out 3 1 in-place"},
                    Job{"Make",
                        "printf \"all: a.out b.out\\n%%.out: %%.in\\n\\t(cat \\$<; sort \\$<) > "
                        "\\$@\\n\" > Makefile; seq 3 > a.in; seq 5 > b.in",
                        "make"},
                    Job{"Gzip", "seq 100 > a.txt; seq 200 > b.txt",
                        "sh -c \"for f in *.txt; do gzip \\$f || exit 1; done\""}),
    [](const auto& job) { return std::string(job.param.name); });

}  // namespace
}  // namespace crashproof::audits
