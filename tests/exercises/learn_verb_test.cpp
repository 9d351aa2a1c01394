// The verb from end to end in a directory of its own, with the quickest of the exercises.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <chrono>
#include <functional>
#include <sstream>
#include <thread>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof {
namespace {

using audits::Json;
using audits::Ran;
using audits::Running;
using audits::Workspace;
using testing::HasSubstr;
using testing::Not;

constexpr const char* exercise = "08_resume_cost";

class Learn : public testing::Test {
 protected:
  Learn() { ::setenv("PATH", "/usr/bin:/bin", 1); }

  Ran learn(const std::string& rest, const std::string& below = "") const {
    return audits::run_line("exec \"$CRASHPROOF\" learn --quiet " + rest,
                            below.empty() ? directory_.path() : directory_.path(below), 100);
  }
  // As somebody would, who knows: a save after every fourth.
  void solve() const {
    directory_.prepare(std::string("cd crashproof-exercises/") + exercise +
                       " && sed -i 's/^SAVE_EVERY = .*/SAVE_EVERY = 4/' answer.py && "
                       "echo 'done-again: 12' > prediction.txt");
  }
  Json row(const std::string& name) const {
    std::istringstream lines(learn("list --json").out);
    for (std::string line; std::getline(lines, line);)
      if (Json object = Json::parse(line); object.at("name") == name) return object;
    return nullptr;
  }

  Workspace directory_;
};

TEST_F(Learn, ListsAndBeginsAndHelps) {
  const Ran list = learn("");
  EXPECT_EQ(list.exit, 0) << list.err;
  EXPECT_THAT(list.out, HasSubstr("0 of 12 passed"));
  EXPECT_FALSE(directory_.has("crashproof-exercises"));  // looking leaves nothing behind

  EXPECT_EQ(learn("check").exit, 2);
  const Ran next = learn("next");
  EXPECT_EQ(next.exit, 0) << next.err;
  EXPECT_THAT(next.out, HasSubstr("# The right order"));
  EXPECT_TRUE(directory_.has("crashproof-exercises/01_right_order/load.py"));
  EXPECT_THAT(learn("next").out, HasSubstr("01_right_order is not passed yet"));

  // From within the folder, and for the exercise around it.
  EXPECT_THAT(learn("next 2").out, HasSubstr("# Order inversion"));
  const std::string inside = "crashproof-exercises/02_order_inversion";
  EXPECT_THAT(learn("hint", inside).out, HasSubstr("02_order_inversion, hint 1 of 3"));
  EXPECT_THAT(learn("hint", inside).out, HasSubstr("hint 2 of 3"));
  EXPECT_THAT(learn("hint", inside).out, HasSubstr("hint 3 of 3"));
  EXPECT_THAT(learn("hint", inside).out, HasSubstr("hint 3 of 3"));
  EXPECT_EQ(row("02_order_inversion").at("hints"), 3);
}

TEST_F(Learn, RejectsWhatItDoesNotKnow) {
  EXPECT_THAT(learn("nxt").err, HasSubstr("did you mean next"));
  EXPECT_EQ(learn("next 99").exit, 2);
  EXPECT_EQ(learn("hint 3").exit, 2);
  EXPECT_EQ(learn("check 3 4").exit, 2);
}

TEST_F(Learn, ChecksAndRemembers) {
  ASSERT_EQ(learn(std::string("next ") + exercise).exit, 0);
  const Ran first = learn("check");
  EXPECT_EQ(first.exit, 1) << first.out << first.err;
  EXPECT_THAT(first.out, HasSubstr("08_resume_cost: not yet"));
  EXPECT_THAT(first.out, HasSubstr("done-again is not answered yet"));
  EXPECT_THAT(first.out, Not(HasSubstr("CP008")));

  directory_.write(std::string("crashproof-exercises/") + exercise + "/prediction.txt",
                   "done-again: 4\n");
  const Ran second = learn("check");
  EXPECT_EQ(second.exit, 1) << second.out << second.err;
  EXPECT_THAT(second.out, HasSubstr("CP008 redo over bound"));
  EXPECT_THAT(second.out, HasSubstr("done-again is not 4"));

  solve();
  const Ran third = learn("check 8");
  EXPECT_EQ(third.exit, 0) << third.out << third.err;
  EXPECT_TRUE(row(exercise).at("passed"));
  EXPECT_EQ(row(exercise).at("checks"), 3);
  EXPECT_TRUE(directory_.has("crashproof-exercises/08_resume_cost/solution/answer.py"));

  const Ran reset = learn("reset 8");
  EXPECT_EQ(reset.exit, 0);
  const std::string file = "crashproof-exercises/08_resume_cost";
  EXPECT_THAT(directory_.read(file + "/answer.py"), HasSubstr("SAVE_EVERY = 12"));
  EXPECT_THAT(directory_.read(file + ".bak/answer.py"), HasSubstr("SAVE_EVERY = 4"));
  EXPECT_TRUE(row(exercise).at("passed"));
}

// Neither variables, nor a config file of the student's, nor changed inputs make it easier.
TEST_F(Learn, ChecksByTheSettingsOfTheExercise) {
  ASSERT_EQ(learn(std::string("next ") + exercise).exit, 0);
  const std::string folder = std::string("crashproof-exercises/") + exercise;
  directory_.write(folder + "/crashproof.toml", "command = [\"true\"]\nredo-bound = 100\n");
  directory_.write(folder + "/prediction.txt", "done-again: 12\n");
  directory_.prepare("cd " + folder + " && rm questions/*");
  const Ran ran = audits::run_line(
      "CRASHPROOF_REDO_BOUND=100 exec \"$CRASHPROOF\" learn --quiet check", directory_.path(), 100);
  EXPECT_EQ(ran.exit, 1) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("CP008"));
}

TEST_F(Learn, SaysWhatIsMissing) {
  ASSERT_EQ(learn(std::string("next ") + exercise).exit, 0);
  solve();
  directory_.prepare(std::string("rm crashproof-exercises/") + exercise + "/answer.py");
  const Ran ran = learn("check");
  EXPECT_EQ(ran.exit, 2);
  EXPECT_THAT(ran.err, HasSubstr("crashproof learn reset puts it back"));
}

TEST_F(Learn, DoesNotAskForACompilerThatIsNotThere) {
  ASSERT_EQ(learn("next 4").exit, 0);
  directory_.write("crashproof-exercises/04_torn_artifact/prediction.txt", "first-event: x\n");
  const Ran ran =
      audits::run_line("PATH=/nowhere \"$CRASHPROOF\" learn --quiet check", directory_.path());
  EXPECT_EQ(ran.exit, 3) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("g++ is not here"));
}

bool appears(const std::function<bool()>& there) {
  for (int look = 0; look < 1200; ++look) {
    if (there()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

TEST_F(Learn, WatchesUntilItIsInterrupted) {
  // All that comes before it is passed, so it is the one under way.
  ASSERT_EQ(learn(std::string("next ") + exercise).exit, 0);
  Running watching("exec \"$CRASHPROOF\" learn --quiet watch > said", directory_.path());
  const auto said = [this](const char* text) {
    return directory_.read("said").find(text) != std::string::npos;
  };
  ASSERT_TRUE(appears([&] { return said("Waiting until you save"); }));
  solve();
  // It goes on by itself, with the first exercise that is not begun.
  ASSERT_TRUE(appears([&] { return said("08_resume_cost: passed"); })) << directory_.read("said");
  ASSERT_TRUE(appears([&] { return said("01_right_order: not yet"); })) << directory_.read("said");
  watching.signal(SIGINT);
  ASSERT_TRUE(watching.wait(60));
  EXPECT_EQ(watching.result().exit, 130) << watching.result().err;
  EXPECT_TRUE(said("what you have passed is kept"));
  EXPECT_TRUE(row(exercise).at("passed"));
}

TEST_F(Learn, AuditsAJobOfOnesOwnAndDoesNotGradeIt) {
  ASSERT_EQ(learn("next 12").exit, 0);
  const std::string folder = "crashproof-exercises/12_your_own/";
  EXPECT_THAT(learn("check").out, HasSubstr("which job it is"));
  directory_.write("mine/job.sh", "echo a > out; echo b > done\n");
  directory_.write(folder + "crashproof.toml",
                   "workspace = \"../../mine\"\ncommand = [\"sh\", \"job.sh\"]\ncuts = \"none\"\n");
  EXPECT_THAT(learn("check").out, HasSubstr("nothing is written below: 1."));
  directory_.prepare("sed -i 's/^##.*/&\\nWe thought about it./' " + folder + "answers.md");
  const Ran ran = learn("check");
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, Not(HasSubstr("solution")));
}

}  // namespace
}  // namespace crashproof
