// The completions, by the shells themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/ran_program.h"

namespace crashproof::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// What bash would offer for the last of these words.
std::string offered_by_bash(const std::string& words) {
  const RanProgram ran = run_line("source <($CRASHPROOF completion bash)\nCOMP_WORDS=(" + words +
                                      ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
                                      "_crashproof\nprintf '<%s>' \"${COMPREPLY[@]}\"",
                                  "/usr");
  EXPECT_EQ(ran.err, "");
  return ran.out;
}

TEST(BashCompletion, KnowsVerbsOptionsValuesAndTheJob) {
  EXPECT_EQ(offered_by_bash("crashproof pro"), "<probe>");
  EXPECT_EQ(offered_by_bash("crashproof audit --min"), "<--min-coverage><--minimise-input>");
  EXPECT_EQ(offered_by_bash("crashproof audit --cuts pa"), "<pages>");
  EXPECT_EQ(offered_by_bash("crashproof audit --fault errn"), "<errno>");
  EXPECT_THAT(offered_by_bash("crashproof audit --only CP02"),
              AllOf(HasSubstr("<CP020>"), HasSubstr("<CP021>")));
  EXPECT_EQ(offered_by_bash("crashproof audit --workspace shar"), "<share>");
  EXPECT_EQ(offered_by_bash("crashproof audit --seed ''"), "<>");
  EXPECT_EQ(offered_by_bash("crashproof explain CP00"),
            "<CP001><CP002><CP003><CP004><CP005><CP006><CP007><CP008><CP009>");
  EXPECT_THAT(offered_by_bash("crashproof audit -- basenam"), HasSubstr("<basename>"));
  EXPECT_EQ(offered_by_bash("crashproof audit -- ls shar"), "<share>");
  EXPECT_THAT(offered_by_bash("crashproof judge --"), Not(HasSubstr("<--resume>")));
}

// By a key press in an interactive shell on a terminal.
TEST(BashCompletion, WorksWithTheTabKey) {
  const RanProgram ran = run_line(
      "scripts=$(mktemp -d)\n$CRASHPROOF completion bash > $scripts/done.bash\n"
      "printf 'source %s/done.bash\\ncrashproof() { echo \"got:$*\"; }\\ncrashproof expl\\tstale-"
      "lock\\nexit\\n' $scripts | TERM=dumb timeout 60 script -qec 'bash --norc --noprofile -i' "
      "/dev/null\nrm -r $scripts",
      "/");
  EXPECT_THAT(ran.out, HasSubstr("got:explain stale-lock"));
}

TEST(FishCompletion, KnowsVerbsOptionsValuesAndTheJob) {
  const auto offered = [](const std::string& line) {
    const RanProgram ran = run_line(
        "HOME=$(mktemp -d); export HOME; $CRASHPROOF completion fish > $HOME/c.fish; "
        "fish -N -c \"source $HOME/c.fish; complete -C '" +
            line + "'\"; rm -r $HOME",
        "/usr");
    EXPECT_EQ(ran.err, "");
    return ran.out;
  };
  EXPECT_THAT(offered("crashproof pro"), HasSubstr("probe\t"));
  EXPECT_THAT(offered("crashproof audit --min-c"), HasSubstr("--min-coverage\t"));
  EXPECT_THAT(offered("crashproof audit --cuts pa"), StartsWith("pages\t"));
  EXPECT_THAT(offered("crashproof explain CP02"), AllOf(StartsWith("CP020"), HasSubstr("\nCP021")));
  EXPECT_THAT(offered("crashproof judge --resum"), Not(HasSubstr("--resume")));
  EXPECT_THAT(offered("crashproof audit -- shar"), HasSubstr("share/"));
}

// zsh completes in its line editor alone: one zsh types into another.
TEST(ZshCompletion, KnowsVerbsOptionsAndValues) {
  const auto got = [](const std::string& typed) {
    const std::string script =
        "zmodload zsh/zpty\nzpty z zsh -f -i\n"
        "zpty -w z 'PS1=; autoload -Uz compinit; compinit -u -D; source '$1'; "
        "crashproof() { echo \"got:$*.\" }; echo set\"\" up'\n"
        "zpty -r z out '*set up*'\n"
        "zpty -w z $'crashproof " +
        typed + "'\nzpty -r z out '*got:*.*'\nprint -r -- $out\n";
    return run_line(
               "scripts=$(mktemp -d); $CRASHPROOF completion zsh > $scripts/done.zsh\n"
               "cat > $scripts/type <<'TYPED'\n" +
                   script +
                   "TYPED\nTERM=dumb timeout 60 zsh -f $scripts/type $scripts/done.zsh; rm -r "
                   "$scripts",
               "/usr")
        .out;
  };
  EXPECT_THAT(got("expl\\tstale-lock"), HasSubstr("got:explain stale-lock."));
  EXPECT_THAT(got("audit --min-c\\t80"), HasSubstr("got:audit --min-coverage 80."));
  EXPECT_THAT(got("audit --cuts pa\\t"), HasSubstr("got:audit --cuts pages."));
}

TEST(Completion, OfAnotherShellIsRefused) {
  const RanProgram ran = run_line("$CRASHPROOF completion tcsh", "/");
  EXPECT_EQ(ran.exit, 2);
  EXPECT_THAT(ran.err, HasSubstr("bash, zsh and fish"));
}

}  // namespace
}  // namespace crashproof::cli
