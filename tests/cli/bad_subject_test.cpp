// Jobs that give no baseline, and run directories that are not what they should be, from the real
// program: the documented exit code, a line that says what is wrong, and the user's files as they
// were.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "tests/cli/ran_program.h"
#include "tests/cli/temporary_directory.h"

namespace crashproof::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// Every file below a directory with its content, but for the run directory.
std::map<std::string, std::string> files_of(const std::string& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    const std::string path = entry.path().lexically_relative(directory).string();
    if (!entry.is_regular_file() || path.starts_with(".crashproof")) continue;
    std::ifstream stream(entry.path());
    files[path] = {std::istreambuf_iterator<char>(stream), {}};
  }
  return files;
}

struct BadSubject {
  const char* name;
  const char* line;
  int exit;
  const char* says;  // on stdout or stderr
};

void PrintTo(const BadSubject& subject, std::ostream* out) {
  *out << subject.name;
}

class BadSubjectTest : public testing::TestWithParam<BadSubject> {};

TEST_P(BadSubjectTest, HasItsExitCodeAndLeavesTheFilesAlone) {
  const TemporaryDirectory place;
  place.write("data/in.txt", "precious\n");
  place.write("mine/not-ours", "somebody's\n");
  const auto before = files_of(place.path());
  const RanProgram ran = run_line(GetParam().line, place.path());
  EXPECT_EQ(ran.exit, GetParam().exit) << ran.out << ran.err;
  EXPECT_THAT(ran.out + ran.err, HasSubstr(GetParam().says));
  EXPECT_EQ(files_of(place.path()), before);
}

INSTANTIATE_TEST_SUITE_P(
    Cli, BadSubjectTest,
    testing::Values(
        BadSubject{"Fails", "$CRASHPROOF audit -- sh -c 'echo x > data/out; exit 3'", 4, "exit 3"},
        BadSubject{"Hangs", "$CRASHPROOF audit --time-limit 1 -- sleep 100", 4, "limit"},
        BadSubject{"IgnoresSigterm",
                   "$CRASHPROOF audit --time-limit 1 -- sh -c 'trap \"\" TERM; sleep 100'", 4,
                   "limit"},
        BadSubject{"WritesOutside",
                   "$CRASHPROOF audit -- sh -c 'echo x > /var/crashproof-test-outside'", 4,
                   "/var/crashproof-test-outside"},
        BadSubject{"DiesOfASignal", "$CRASHPROOF audit -- sh -c 'kill -SEGV $$'", 4, "signal"},
        BadSubject{"DoesNothing", "$CRASHPROOF audit -- true", 5, "No crash point"},
        BadSubject{"SomebodysRunDirectory", "$CRASHPROOF audit --run-dir mine -- true", 2, "mine"},
        BadSubject{"TryBeforeRecord", "$CRASHPROOF try", 2, "no run to go on with"},
        BadSubject{"JudgeBeforeTry", "$CRASHPROOF judge", 2, "no run to go on with"},
        BadSubject{"TraceIsCorrupt",
                   "$CRASHPROOF record -- sh -c 'echo x > out' && "
                   "printf broken > .crashproof/trace.cpt && $CRASHPROOF try",
                   2, "trace"}),
    [](const auto& subject) { return std::string(subject.param.name); });

// Takes its output for done as soon as it exists.
constexpr const char* torn_job = "sh -c 'test -e out || { echo one; echo two; } > out'";

TEST(Cli, AFindingIsReportedAndItsReplayLineShowsItAgain) {
  const TemporaryDirectory place;
  const std::string job = torn_job;
  const RanProgram audit = run_line("$CRASHPROOF audit -- " + job, place.path());
  EXPECT_EQ(audit.exit, 1) << audit.err;
  EXPECT_THAT(audit.out, HasSubstr("Lost"));
  EXPECT_THAT(audit.out, HasSubstr("exhaustive for the recorded interleaving"));
  const std::size_t line = audit.out.find("crashproof replay ");
  ASSERT_NE(line, std::string::npos) << audit.out;
  const std::size_t begin = line + std::string("crashproof").size();
  const std::string arguments = audit.out.substr(begin, audit.out.find('\n', begin) - begin);
  const RanProgram replay = run_line("$CRASHPROOF" + arguments, place.path());
  EXPECT_EQ(replay.exit, 1) << replay.out << replay.err;
  EXPECT_THAT(replay.out, HasSubstr("Reproduced"));
}

TEST(Cli, TheStepsOfAnAuditComeToTheSame) {
  const TemporaryDirectory place;
  const std::string job = torn_job;
  EXPECT_EQ(run_line("$CRASHPROOF record -- " + job, place.path()).exit, 0);
  EXPECT_EQ(run_line("$CRASHPROOF try", place.path()).exit, 0);
  const RanProgram judged = run_line("$CRASHPROOF judge --json", place.path());
  EXPECT_EQ(judged.exit, 1) << judged.out << judged.err;
  EXPECT_THAT(judged.out, HasSubstr("\"type\":\"summary\""));
  const RanProgram listing = run_line("$CRASHPROOF trace show", place.path());
  EXPECT_EQ(listing.exit, 0);
  EXPECT_THAT(listing.out, HasSubstr("write"));
}

TEST(Cli, WhatPassesExitsWithZero) {
  const TemporaryDirectory place;
  const RanProgram ran =
      run_line("$CRASHPROOF audit --json -- sh -c 'echo x > tmp && mv tmp out'", place.path());
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("\"exit\":0"));
}

TEST(Cli, AProbeSaysWhatAnAuditWouldCost) {
  const TemporaryDirectory place;
  const RanProgram ran = run_line("$CRASHPROOF probe -- sh -c 'echo x > out'", place.path());
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("distinct states"));
  EXPECT_THAT(ran.out, HasSubstr("out"));
  EXPECT_FALSE(fs::exists(place.path("out")));
}

TEST(Cli, AProbeCountsWhatElseIsAskedFor) {
  const TemporaryDirectory place;
  const RanProgram ran = run_line(
      "$CRASHPROOF probe --cuts none --fault 'errno[EIO]' --fault version --model strict --depth 2 "
      "-- sh -c 'echo x > tmp && mv tmp out'",
      place.path());
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("errno[EIO]: "));
  EXPECT_THAT(ran.out, HasSubstr("version: 0 trials; the run offers no place for it"));
  EXPECT_THAT(ran.out, HasSubstr("power-loss[strict]: "));
  EXPECT_THAT(ran.out, HasSubstr("kills of resumes"));
}

}  // namespace
}  // namespace crashproof::cli
