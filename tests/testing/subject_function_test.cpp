// A test program that runs itself again.
#include "harness/testing/subject_function.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/testing/matchers.h"
#include "tests/testing/jobs.h"
#include "tests/testing/own_temporary_directory.h"

namespace crashproof::testing {
namespace {

using ::testing::HasSubstr;

class SubjectFunctions : public OwnTemporaryDirectory {};

// Of `sh -c`, with stderr.
std::pair<int, std::string> run(const std::vector<std::string>& command) {
  const std::string line = "exec '" + command.at(0) + "' '" + command.at(1) + "' 2>&1";
  FILE* pipe = ::popen(line.c_str(), "r");
  std::string said(4096, '\0');
  said.resize(std::fread(said.data(), 1, said.size(), pipe));
  return {WEXITSTATUS(::pclose(pipe)), said};
}

TEST_F(SubjectFunctions, AFunctionIsAProcessOfItsOwn) {
  EXPECT_EQ(run(changes_nothing.command()), std::pair(0, std::string()));
  EXPECT_EQ(run(throws.command()), std::pair(1, std::string("no input today\n")));
}

TEST_F(SubjectFunctions, AnUnknownFunctionIsNotRunAsATestProgram) {
  std::vector<std::string> command = throws.command();
  command.back() += "-not";
  const auto [code, said] = run(command);
  EXPECT_EQ(code, 2);
  EXPECT_THAT(said, HasSubstr("has no function 'throws-not'"));
}

TEST_F(SubjectFunctions, ItSeesTheVariablesOfItsSubject) {
  EXPECT_THAT(function_subject(copies_variable).variable("GREETING", "hello"),
              ResumesAfterEveryCrash());
}

TEST_F(SubjectFunctions, NeedsNoNamespaces) {
  EXPECT_THAT(function_subject(renamed_parts).with("isolation", "in-place"),
              ResumesAfterEveryCrash());
}

TEST_F(SubjectFunctions, AnotherFunctionMayResume) {
  // What resumes makes other files than the job, so no crash ends as the job does.
  EXPECT_THAT(function_subject(renamed_parts).resumed_by(copies_variable), FailsToResume());
}

TEST_F(SubjectFunctions, AreShownByName) {
  std::ostringstream shown;
  shown << function_subject(throws) << ", " << command_subject({"sh", "-c", "a b"});
  EXPECT_EQ(shown.str(), "the function throws, sh -c 'a b'");
}

TEST(SubjectFunctionDeathTest, ANameIsTakenOnce) {
  EXPECT_DEATH(SubjectFunction("throws", [] {}), "needs a name of its own, not 'throws'");
}

}  // namespace
}  // namespace crashproof::testing
