// What lies on a student's disk: folders that are unpacked and reset, and the progress beside them.
#include "harness/learn/workshop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <system_error>

#include "harness/campaign/campaign.h"
#include "harness/learn/student_progress.h"
#include "tests/audits/workspace.h"

namespace crashproof::learn {
namespace {

using audits::Workspace;
using testing::HasSubstr;

const Exercise& any_exercise() {
  return exercises().at(1);
}

TEST(AWorkshop, UnpacksAFolderWithoutItsSolution) {
  const Workspace directory;
  const Workshop workshop(directory.path());
  EXPECT_FALSE(workshop.has(any_exercise()));
  workshop.unpack(any_exercise());
  const std::string name = any_exercise().name + "/";
  EXPECT_TRUE(directory.has(name + "README.md"));
  EXPECT_TRUE(directory.has(name + "inbox/1.csv"));
  EXPECT_TRUE(directory.has(name + "prediction.txt"));
  EXPECT_FALSE(directory.has(name + "solution"));
  EXPECT_FALSE(directory.has(name + "exercise.toml"));
}

TEST(AWorkshop, LeavesWhatAStudentHasWritten) {
  const Workspace directory;
  const Workshop workshop(directory.path());
  workshop.unpack(any_exercise());
  const std::string file = any_exercise().name + "/" + any_exercise().edit.front();
  directory.write(file, "mine");
  workshop.unpack(any_exercise());
  EXPECT_EQ(directory.read(file), "mine");
}

TEST(AWorkshop, KeepsWhatAResetTakesAway) {
  const Workspace directory;
  const Workshop workshop(directory.path());
  workshop.unpack(any_exercise());
  const std::string file = any_exercise().edit.front();
  directory.write(any_exercise().name + "/" + file, "mine");
  EXPECT_EQ(workshop.reset(any_exercise()), directory.path(any_exercise().name + ".bak"));
  EXPECT_EQ(directory.read(any_exercise().name + ".bak/" + file), "mine");
  EXPECT_NE(directory.read(any_exercise().name + "/" + file), "mine");
  EXPECT_EQ(workshop.reset(any_exercise()), directory.path(any_exercise().name + ".bak2"));
}

TEST(AWorkshop, PutsAKilledUnpackRight) {
  const Workspace directory;
  directory.write("." + any_exercise().name + "/inbox/half", "");
  const Workshop workshop(directory.path());
  workshop.unpack(any_exercise());
  EXPECT_TRUE(workshop.has(any_exercise()));
  EXPECT_FALSE(directory.has(any_exercise().name + "/inbox/half"));
}

TEST(AWorkshop, LaysOutAJobWithoutWhatIsForPeople) {
  const Workspace directory;
  directory.write("job/old", "");
  lay_out_job(any_exercise(), directory.path("job"));
  EXPECT_TRUE(directory.has("job/inbox/1.csv"));
  EXPECT_FALSE(directory.has("job/README.md"));
  EXPECT_FALSE(directory.has("job/crashproof.toml"));
  EXPECT_FALSE(directory.has("job/old"));
}

TEST(AWorkshop, IsFoundFromWithin) {
  const Workspace directory;
  const Workshop workshop(directory.path());
  EXPECT_EQ(exercise_around(workshop, directory.path()), nullptr);
  EXPECT_EQ(exercise_around(workshop, directory.path(any_exercise().name + "/wreck")),
            &any_exercise());
  update_progress(directory.path(), [](StudentProgress&) {});
  directory.write(any_exercise().name + "/x", "");
  EXPECT_EQ(workshop_above(directory.path(any_exercise().name)), directory.path());
}

TEST(Progress, IsKept) {
  const Workspace directory;
  EXPECT_TRUE(read_progress(directory.path()).empty());
  update_progress(directory.path(), [](StudentProgress& progress) {
    progress["a"] = {true, 3, 2};
    progress["b"].hints = 1;
  });
  update_progress(directory.path(), [](StudentProgress& progress) { ++progress["b"].hints; });
  const StudentProgress progress = read_progress(directory.path());
  EXPECT_TRUE(progress.at("a").passed);
  EXPECT_EQ(progress.at("a").checks, 3U);
  EXPECT_EQ(progress.at("b").hints, 2U);
}

TEST(Progress, ThatIsNoneOfOursIsLeftAlone) {
  for (const char* text : {"", "{", "[]", "{\"format\":2,\"exercises\":{}}"}) {
    const Workspace directory;
    directory.write(progress_file, text);
    EXPECT_THROW(read_progress(directory.path()), UsageError) << text;
    EXPECT_THROW(update_progress(directory.path(), [](StudentProgress&) {}), UsageError) << text;
    EXPECT_EQ(directory.read(progress_file), text);
  }
}

TEST(Progress, IsNotReadFromADirectory) {
  const Workspace directory;
  directory.write(std::string(progress_file) + "/x", "");
  EXPECT_THROW(read_progress(directory.path()), std::system_error);
}

// An exercise of these files, as far as its description goes.
std::string complaint_about(std::string_view description) {
  try {
    exercise_from({{"x", "README.md", "# X"},
                   {"x", "crashproof.toml", "command = []"},
                   {"x", "exercise.toml", description},
                   {"x", "job.py", ""}});
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST(AnExerciseFile, IsReadStrictly) {
  const std::string good =
      "title = \"X\"\nedit = [\"job.py\"]\nresult = [\"out\"]\nhints = [\"h\"]\n";
  EXPECT_EQ(complaint_about(good), "");
  EXPECT_THAT(complaint_about(good + "hint = 1\n"), HasSubstr("exercise x: unknown key hint"));
  EXPECT_THAT(complaint_about("title = 3\n"), HasSubstr("title is no text"));
  EXPECT_THAT(complaint_about(good + "own-job = 1\n"), HasSubstr("neither true nor false"));
  EXPECT_EQ(complaint_about(good + "own-job = false\n"), "");
  EXPECT_THAT(complaint_about(good + "codes = [1]\n"), HasSubstr("codes"));
  EXPECT_THAT(
      complaint_about("title = \"X\"\nedit = [\"a.py\"]\nresult = [\"r\"]\nhints = [\"h\"]\n"),
      HasSubstr("a.py is not there"));
  EXPECT_THAT(complaint_about(good + "[[predict]]\nkey = \"k\"\nask = \"?\"\nanswer = \"42\"\n"),
              HasSubstr("no answer 42"));
  EXPECT_THAT(complaint_about("title = \"X\"\nedit = [\"job.py\"]\nhints = [\"h\"]\n"),
              HasSubstr("lacks"));
  EXPECT_THAT(complaint_about("title ="), HasSubstr("exercise x"));
}

}  // namespace
}  // namespace crashproof::learn
