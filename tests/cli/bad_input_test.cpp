// Bad input, from the real program: exit 2, one line on stderr that names the trouble, nothing on
// stdout, and nothing made on disk.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/cli/ran_program.h"
#include "tests/cli/temporary_directory.h"

namespace crashproof::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct BadInput {
  const char* name;
  const char* line;
  const char* says;
};

void PrintTo(const BadInput& input, std::ostream* out) {
  *out << input.name;
}

class BadInputTest : public testing::TestWithParam<BadInput> {};

TEST_P(BadInputTest, IsOneLineAndExitTwo) {
  const TemporaryDirectory place;
  place.write("broken.toml", "jobs = = 3\n");
  place.write("unknown.toml", "\njosb = 3\n");
  place.write("typed.toml", "jobs = \"3\"\n");
  place.write("file", "not a trace\n");
  const RanProgram ran = run_line(GetParam().line, place.path());
  EXPECT_EQ(ran.exit, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, StartsWith("crashproof: "));
  EXPECT_THAT(ran.err, HasSubstr(GetParam().says));
  EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
  EXPECT_FALSE(std::filesystem::exists(place.path(".crashproof")));
}

INSTANTIATE_TEST_SUITE_P(
    Cli, BadInputTest,
    testing::Values(
        BadInput{"NoVerb", "$CRASHPROOF", "crashproof --help"},
        BadInput{"UnknownVerb", "$CRASHPROOF adit -- true", "did you mean audit?"},
        BadInput{"NoCommand", "$CRASHPROOF audit", "no command"},
        BadInput{"EmptyCommand", "$CRASHPROOF audit --", "no command"},
        BadInput{"NoDashes", "$CRASHPROOF audit true", "crashproof audit -- true"},
        BadInput{"CommandNotFound", "$CRASHPROOF audit -- nosuchcommand", "not found in PATH"},
        BadInput{"ProgramNotFound", "$CRASHPROOF probe -- ./nosuch", "no such program"},
        BadInput{"NotExecutable", "$CRASHPROOF record -- ./file", "not an executable program"},
        BadInput{"NoWorkspace", "$CRASHPROOF audit --workspace nosuch -- true",
                 "no such directory"},
        BadInput{"WorkspaceIsAFile", "$CRASHPROOF audit --workspace file -- true",
                 "not a directory"},
        BadInput{"FateThatItsModelNeverUses",
                 "$CRASHPROOF replay 'power-loss[strict: zeros write(a)]@end' -- true",
                 "strict does not permit zeros"},
        BadInput{"UnknownOption", "$CRASHPROOF audit --jbos 3 -- true", "did you mean --jobs?"},
        BadInput{"NotANumber", "$CRASHPROOF audit --jobs many -- true", "--jobs: 'many'"},
        BadInput{"NegativeNumber", "$CRASHPROOF audit --sample -1 -- true", "--sample"},
        BadInput{"UnknownFormat", "$CRASHPROOF audit --format htlm -- true", "--format: 'htlm'"},
        BadInput{"BadFailpoint", "$CRASHPROOF audit --failpoint a@x -- true", "--failpoint: 'a@x'"},
        BadInput{"BadKey", "$CRASHPROOF audit --key id -- true", "PATTERN:FIELD"},
        BadInput{"BadVariable", "CRASHPROOF_CUTS=x $CRASHPROOF audit -- true", "CRASHPROOF_CUTS"},
        BadInput{"NoSchedule", "$CRASHPROOF replay -- true", "replay needs SCHEDULE"},
        BadInput{"BadSchedule", "$CRASHPROOF replay 'kill@strat' -- true", "column 6"},
        BadInput{"UnknownFault", "$CRASHPROOF replay 'kil@start' -- true", "did you mean kill?"},
        BadInput{"UnknownFaultToTry", "$CRASHPROOF audit --fault erno -- true",
                 "--fault: unknown fault erno; did you mean errno?"},
        BadInput{"FaultWithoutParameter", "$CRASHPROOF audit --fault command -- true",
                 "command needs a parameter"},
        BadInput{"UnknownModel", "$CRASHPROOF audit --model zfs -- true", "unknown model 'zfs'"},
        BadInput{"BadSurvival", "$CRASHPROOF replay 'power-loss[xfs: lost it]@end' -- true",
                 "'it' is no kind of event"},
        BadInput{"KeepAndShell", "$CRASHPROOF replay --keep k --shell kill@start -- true",
                 "exclude each other"},
        BadInput{"KeepInAFile", "$CRASHPROOF replay --keep file kill@start -- true",
                 "is no directory"},
        BadInput{"KeepNowhere", "$CRASHPROOF replay --keep no/such/place kill@start -- true",
                 "cannot be made"},
        BadInput{"SaveAndShell", "$CRASHPROOF replay --save --shell kill@start -- true",
                 "--save goes with neither"},
        BadInput{"NoGdb",
                 "PATH=/nosuch $CRASHPROOF replay --gdb "
                 "kill@start -- /bin/true",
                 "gdb: command not found"},
        BadInput{"ChangeInARun", "$CRASHPROOF replay 'clock[-1h]@start' -- true",
                 "happens before a resume"},
        BadInput{"NoDepth", "$CRASHPROOF audit --depth 0 -- true", "--depth"},
        BadInput{"NoConfig", "$CRASHPROOF audit --config nosuch.toml -- true", "cannot be read"},
        BadInput{"BrokenConfig", "$CRASHPROOF audit --config broken.toml -- true",
                 "broken.toml:1: "},
        BadInput{"UnknownKey", "$CRASHPROOF audit --config unknown.toml -- true",
                 "unknown.toml:2: unknown key josb; did you mean jobs?"},
        BadInput{"WrongType", "$CRASHPROOF audit --config typed.toml -- true",
                 "jobs must be a whole number"},
        BadInput{"RunDirectoryIsAFile", "$CRASHPROOF audit --run-dir file -- true",
                 "is not a directory"},
        BadInput{"RunDirectoryHoldsTheWorkspace", "$CRASHPROOF audit --run-dir . -- true",
                 "holds the workspace"},
        BadInput{"NoTrace", "$CRASHPROOF trace show", "no trace"},
        BadInput{"CorruptTrace", "$CRASHPROOF trace show file", "not a whole trace"},
        BadInput{"UnknownCode", "$CRASHPROOF explain CP099", "no failure mode is called CP099"},
        BadInput{"NearlyACode", "$CRASHPROOF explain CP001 CP022", "did you mean CP002?"},
        BadInput{"NearlyAName", "$CRASHPROOF explain order-invrsion",
                 "did you mean order-inversion?"},
        BadInput{"ExplainedCommand", "$CRASHPROOF explain CP001 -- true", "leave out -- true"},
        BadInput{"NoSuchProfile", "$CRASHPROOF audit --profile quik -- true",
                 "did you mean quick?"},
        BadInput{"NoSuchTime", "$CRASHPROOF ci --budget soon -- true", "'soon' is not a time"},
        BadInput{"NoSuchDay", "$CRASHPROOF audit --allow 'CP010 until 2027-02-30=x' -- true",
                 "'2027-02-30' is not a day"},
        BadInput{"NoSuchCi", "$CRASHPROOF init --ci gitlap", "did you mean gitlab?"},
        BadInput{"ControlCharacters", "$CRASHPROOF audit -- $'\\e[2Jx'", "\\x1b[2Jx"}),
    [](const auto& input) { return std::string(input.param.name); });

TEST(Cli, HelpStartsWithExamplesForEveryVerb) {
  const RanProgram general = run_line("$CRASHPROOF --help", "/");
  EXPECT_EQ(general.exit, 0);
  EXPECT_EQ(general.err, "");
  for (const std::string verb :
       {"audit", "probe", "record", "try", "judge", "replay", "points", "where", "faults",
        "explain", "trace", "init", "ci", "completion", "man"}) {
    EXPECT_THAT(general.out, HasSubstr("\n  " + verb + " "));
    const RanProgram help = run_line("$CRASHPROOF " + verb + " --help", "/");
    EXPECT_EQ(help.exit, 0);
    EXPECT_THAT(help.out, StartsWith("Examples:\n  crashproof " + verb));
  }
}

TEST(Cli, SaysItsVersion) {
  EXPECT_THAT(run_line("$CRASHPROOF --version", "/").out,
              testing::MatchesRegex("crashproof [0-9.]+\n"));
}

}  // namespace
}  // namespace crashproof::cli
