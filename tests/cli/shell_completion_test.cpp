// The completions, by the shells themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/ran_program.h"

namespace crashproof::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

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
  EXPECT_EQ(offered_by_bash("crashproof audit --min"), "<--minimise-input><--min-coverage>");
  EXPECT_EQ(offered_by_bash("crashproof audit --cuts pa"), "<pages>");
  EXPECT_EQ(offered_by_bash("crashproof audit --fault errn"), "<errno>");
  EXPECT_EQ(offered_by_bash("crashproof audit --only CP02"), "<CP020><CP021>");
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
      "$CRASHPROOF completion bash > \"$TMPDIR/done.bash\" 2>/dev/null || TMPDIR=$(mktemp -d)\n"
      "$CRASHPROOF completion bash > $TMPDIR/done.bash\n"
      "{ printf 'source %s\\n' $TMPDIR/done.bash; printf 'echo crashproof expl\\025'; "
      "printf ': ; crashproof() { echo \"got:$*\"; }\\ncrashproof expl\\tstale-lock\\nexit\\n'; } "
      "| "
      "TERM=dumb script -qec 'bash --norc --noprofile -i' /dev/null; rm -r $TMPDIR",
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
  EXPECT_EQ(offered("crashproof audit --cuts pa"), "pages\n");
  EXPECT_EQ(offered("crashproof explain CP02"), "CP020\nCP021\n");
  EXPECT_THAT(offered("crashproof judge --resum"), Not(HasSubstr("--resume")));
  EXPECT_THAT(offered("crashproof audit -- shar"), HasSubstr("share/"));
}

// zsh completes in its line editor alone, so that it takes a terminal and a key press.
TEST(ZshCompletion, KnowsVerbsOptionsAndValues) {
  const auto got = [](const std::string& typed) {
    return run_line(
               "ZDOTDIR=$(mktemp -d); export ZDOTDIR; $CRASHPROOF completion zsh > $ZDOTDIR/c\n"
               "printf 'autoload -Uz compinit; compinit -u -d $ZDOTDIR/dump; source $ZDOTDIR/c\\n"
               "crashproof() { echo \"got:$*\" }\\nPS1=\\n' > $ZDOTDIR/.zshrc\n"
               "{ sleep 2; printf '" +
                   typed +
                   "\\n'; sleep 1; printf 'exit\\n'; } | "
                   "TERM=dumb script -qec 'zsh -d -i' /dev/null; rm -r $ZDOTDIR",
               "/usr")
        .out;
  };
  EXPECT_THAT(got("crashproof expl\\tstale-lock"), HasSubstr("got:explain stale-lock"));
  EXPECT_THAT(got("crashproof audit --min-c\\t80"), HasSubstr("got:audit --min-coverage 80"));
  EXPECT_THAT(got("crashproof audit --cuts pa\\t"), HasSubstr("got:audit --cuts pages"));
}

TEST(Completion, OfAnotherShellIsRefused) {
  const RanProgram ran = run_line("$CRASHPROOF completion tcsh", "/");
  EXPECT_EQ(ran.exit, 2);
  EXPECT_THAT(ran.err, HasSubstr("bash, zsh and fish"));
}

}  // namespace
}  // namespace crashproof::cli
