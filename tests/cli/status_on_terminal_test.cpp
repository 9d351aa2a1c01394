// An audit on a terminal, from the real program: it shows where it is, and leaves nothing of that.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/made_job.h"
#include "tests/cli/ran_program.h"
#include "tests/cli/screen.h"
#include "tests/cli/temporary_directory.h"

namespace crashproof::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

class OnATerminal : public testing::Test {
 protected:
  OnATerminal() { place_.write("load.py", std::string(losing_job)); }

  // What the program writes to a terminal of 100 columns.
  std::string written(const std::string& before, const std::string& options = "") const {
    place_.write("line.sh", "stty cols 100 rows 30\n" + before +
                                " $CRASHPROOF audit --no-confirm " + options +
                                " -- python3 load.py\n");
    return run_line("script -qec 'bash line.sh' /dev/null", place_.path()).out;
  }

  TemporaryDirectory place_;
};

TEST_F(OnATerminal, TheStatusIsDrawnAndTakenAway) {
  const std::string text = written("TERM=xterm");
  EXPECT_THAT(text, HasSubstr("  run    ["));
  EXPECT_THAT(text, HasSubstr("\x1b[31m!"));
  EXPECT_THAT(text, HasSubstr("  causes CP001 order inversion"));
  Screen screen;
  screen.feed(text);
  EXPECT_THAT(screen.content(), HasSubstr("CP001 order inversion"));
  EXPECT_THAT(screen.content(), Not(HasSubstr("  run    [")));
  EXPECT_THAT(screen.content(), Not(HasSubstr("crashproof: trials")));
}

TEST_F(OnATerminal, NoColourMeansNone) {
  const std::string text = written("TERM=xterm NO_COLOR=1");
  EXPECT_THAT(text, HasSubstr("  run    ["));
  EXPECT_THAT(text, Not(HasSubstr("\x1b[3")));
}

TEST_F(OnATerminal, ADumbOneGetsPlainLines) {
  for (const std::string& text :
       {written("TERM=dumb"), written("TERM=xterm", "--plain --no-color")}) {
    EXPECT_THAT(text, HasSubstr("crashproof: trials 0/"));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  }
}

TEST_F(OnATerminal, AnInterruptLeavesNothingOfIt) {
  place_.write("load.py", std::string(losing_job) + "import time\ntime.sleep(0.5)\n");
  place_.write("line.sh",
               "export TERM=xterm\n$CRASHPROOF audit -- python3 load.py &\n"
               "until test \"$(cat .crashproof/trials.jsonl 2>/dev/null | wc -l)\" -ge 4; do sleep "
               "0.1; done\n"
               "kill -INT $!; wait $!; echo \"ended with $?\"\n");
  const std::string text = run_line("script -qec 'bash -m line.sh' /dev/null", place_.path()).out;
  EXPECT_THAT(text, HasSubstr("  run    ["));
  Screen screen;
  screen.feed(text);
  EXPECT_THAT(screen.content(), HasSubstr("Interrupted."));
  EXPECT_THAT(screen.content(), HasSubstr("ended with 130"));
  EXPECT_THAT(screen.content(), Not(HasSubstr("  run    [")));
}

}  // namespace
}  // namespace crashproof::cli
