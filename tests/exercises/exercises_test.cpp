// Every exercise from a student's side: the start has exactly the mistake that it is about, one way
// to solve it passes, and doing nothing, too little or without a checkpoint does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "harness/learn/exercise.h"
#include "harness/learn/prediction.h"
#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::learn {

// For GoogleTest's messages.
void PrintTo(const Exercise& exercise, std::ostream* out) {
  *out << exercise.name;
}

namespace {

namespace fs = std::filesystem;
using audits::Audited;
using audits::Json;
using audits::Ran;
using audits::Workspace;
using testing::HasSubstr;
using testing::IsEmpty;

std::set<std::string> codes_in(const Audited& audited) {
  std::set<std::string> codes;
  for (const Json& finding : audited.findings) codes.insert(finding.at("code").get<std::string>());
  return codes;
}

std::uint64_t lost_in(const Audited& audited) {
  std::uint64_t lost = 0;
  if (audited.findings.empty()) return lost;
  for (const Json& difference : audited.findings.front().at("differences"))
    if (difference.at("class") == "lost") lost += difference.at("count").get<std::uint64_t>();
  return lost;
}

// Read off the audit that a student sees, and so by another way than the verb's.
std::string answer_in(const Audited& audited, const std::string& answer) {
  if (answer == "redone-items")
    return std::to_string(audited.summary.at("redo").at("max_items").get<std::uint64_t>());
  if (answer == "lost") return std::to_string(lost_in(audited));
  if (answer == "first-event") return audited.findings.front().at("opened_by").get<std::string>();
  if (answer == "harmful-kills")
    return std::to_string(audited.fault("kill").at("violations").get<std::uint64_t>());
  for (const Json& difference : audited.findings.front().at("differences"))
    if (difference.at("class") == "lost") return difference.at("path");
  return "";
}

class AnExercise : public testing::TestWithParam<Exercise> {
 protected:
  AnExercise() {
    // The system's own interpreter, not what a version manager puts before it.
    ::setenv("PATH", "/usr/bin:/bin", 1);
  }

  const Exercise& exercise() const { return GetParam(); }
  std::string folder() const { return directory_.path(exercise().name); }
  Ran learn(const std::string& rest) const {
    return audits::run_line("exec \"$CRASHPROOF\" learn --quiet --dir . " + rest, directory_.path(),
                            120);
  }
  Ran check() const { return learn("check --json " + exercise().name); }
  Json checked() const { return Json::parse(check().out); }

  void begin() const {
    const Ran ran = learn("next " + exercise().name);
    ASSERT_EQ(ran.exit, 0) << ran.err;
    if (directory_.has(exercise().name + "/build.sh"))
      directory_.prepare("cd " + exercise().name + " && sh build.sh");
  }
  void edit(const std::string& text) const {
    directory_.write(exercise().name + "/" + exercise().edit.front(), text);
  }
  void predict(const Audited& audited) const {
    std::string text;
    for (const Question& question : exercise().questions)
      text += question.key + ": " + answer_in(audited, question.answer) + "\n";
    directory_.write(exercise().name + "/" + std::string(prediction_file), text);
  }

  Workspace directory_;
};

TEST_P(AnExercise, IsSolvedByWhatSolvesItAndByNothingLess) {
  ASSERT_NO_FATAL_FAILURE(begin());
  const Audited start = audits::audit("", folder(), 120);
  EXPECT_EQ(codes_in(start), exercise().codes) << start.all();

  // Nothing is given away before something is foretold.
  const Json silent = checked();
  EXPECT_EQ(silent.at("result"), "not yet");
  EXPECT_THAT(silent.at("codes"), IsEmpty());

  predict(start);
  if (!exercise().codes.empty()) {
    const Json untouched = checked();
    EXPECT_EQ(untouched.at("result"), "not yet");
    EXPECT_EQ(untouched.at("codes").get<std::set<std::string>>(), exercise().codes);
  }
  for (const EmbeddedFile& file : exercise().solution)
    directory_.write(exercise().name + "/" + std::string(file.path), std::string(file.text));
  const Ran solved = check();
  EXPECT_EQ(solved.exit, 0) << solved.out << solved.err;
  EXPECT_THAT(Json::parse(solved.out).at("codes"), IsEmpty());

  for (const auto& entry : fs::directory_iterator(fs::path(NOT_ENOUGH_DIR) / exercise().name)) {
    fs::copy_file(entry.path(), fs::path(folder()) / exercise().edit.front(),
                  fs::copy_options::overwrite_existing);
    const Json result = checked();
    EXPECT_EQ(result.at("result"), "not yet") << entry.path() << result;
  }
  const bool compiled = directory_.has(exercise().name + "/build.sh");
  edit(compiled ? "int main() {}\n" : "");
  const Json idle = checked();
  EXPECT_EQ(idle.at("result"), "not yet") << "a program that does nothing" << idle;
}

std::vector<Exercise> graded() {
  std::vector<Exercise> all;
  std::ranges::copy_if(exercises(), std::back_inserter(all),
                       [](const Exercise& exercise) { return !exercise.own_job; });
  return all;
}

std::string test_name(const testing::TestParamInfo<Exercise>& info) {
  return "E" + info.param.name;
}

INSTANTIATE_TEST_SUITE_P(OfTheCourse, AnExercise, testing::ValuesIn(graded()), test_name);

TEST(Exercises, HaveAWayThatIsNotEnoughEach) {
  for (const Exercise& exercise : graded())
    EXPECT_TRUE(fs::exists(fs::path(NOT_ENOUGH_DIR) / exercise.name)) << exercise.name;
}

TEST(Exercises, AreAllCompiledIn) {
  std::set<std::string> folders;
  for (const auto& entry : fs::directory_iterator(EXERCISES_DIR))
    if (entry.is_directory()) folders.insert(entry.path().filename().string());
  std::set<std::string> known;
  for (const Exercise& exercise : exercises()) known.insert(exercise.name);
  EXPECT_EQ(known, folders);
}

std::string content_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

TEST(Exercises, AreCompiledInByteForByte) {
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(EXERCISES_DIR))
    files += entry.is_regular_file() ? 1 : 0;
  EXPECT_EQ(embedded_exercise_files().size(), files);
  for (const EmbeddedFile& file : embedded_exercise_files())
    EXPECT_EQ(file.text, content_of(fs::path(EXERCISES_DIR) / file.exercise / file.path));
}

TEST(Exercises, AreAllInTheTable) {
  std::ostringstream table;
  table << std::ifstream(EXERCISES_DOCUMENT).rdbuf();
  for (const Exercise& exercise : exercises()) {
    std::string codes = exercise.codes.empty() && !exercise.own_job ? " none" : "";
    for (const std::string& code : exercise.codes) codes += " " + code;
    const std::string compiled = exercise.needs.empty() ? "" : " (C++)";
    EXPECT_THAT(table.str(), HasSubstr("| `" + exercise.name + "` | " + exercise.title + compiled +
                                       " |" + codes + " |\n"));
  }
}

TEST(Exercises, BoundWhatMayBeDoneAgain) {
  for (const Exercise& exercise : graded())
    EXPECT_THAT(exercise.settings, HasSubstr("redo-bound")) << exercise.name;
}

TEST(Exercises, AreToldInShort) {
  for (const Exercise& exercise : exercises()) {
    EXPECT_LE(std::ranges::count(exercise.story, '\n'), 30) << exercise.name;
    EXPECT_GE(exercise.hints.size(), 3U) << exercise.name;
  }
}

}  // namespace
}  // namespace crashproof::learn
