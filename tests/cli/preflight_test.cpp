// What is refused before anything runs.
#include "harness/cli/preflight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/cli/temporary_directory.h"

namespace crashproof::cli {
namespace {

using testing::HasSubstr;

template <typename Check>
std::string complaint(Check check) {
  try {
    check();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

class Preflight : public testing::Test {
 protected:
  void SetUp() override {
    options_.subject.workspace = directory_.path();
    options_.subject.environment = {"PATH=/usr/bin:/bin"};
    options_.subject.command = {"sh"};
    options_.run_directory = directory_.path(".crashproof");
  }
  std::string of_command(const std::string& program) {
    options_.subject.command = {program};
    return complaint([&] { check_command(options_.subject); });
  }
  std::string of_campaign() {
    return complaint([&] { check_campaign(options_); });
  }

  TemporaryDirectory directory_;
  CampaignOptions options_;
};

TEST_F(Preflight, AGoodCampaignPasses) {
  EXPECT_EQ(of_campaign(), "");
}

TEST_F(Preflight, CommandsAreFoundAsTheJobWouldFindThem) {
  directory_.write("bin/tool", "#!/bin/sh\n");
  EXPECT_THAT(of_command("bin/tool"), HasSubstr("not an executable program"));
  ASSERT_EQ(chmod(directory_.path("bin/tool").c_str(), 0755), 0);
  EXPECT_EQ(of_command("bin/tool"), "");
  EXPECT_THAT(of_command("./tool"), HasSubstr("no such program"));
  options_.subject.directory = "bin";
  EXPECT_EQ(of_command("./tool"), "");
  EXPECT_THAT(of_command("tool"), HasSubstr("command not found in PATH"));
  options_.subject.environment = {"PATH=/bin:"};
  EXPECT_EQ(of_command("tool"), "");
  options_.subject.command.clear();
  EXPECT_THAT(complaint([&] { check_command(options_.subject); }), HasSubstr("no command"));
}

TEST_F(Preflight, WorkspacesAreDirectoriesThatCanBeRead) {
  options_.subject.workspace = directory_.path("none");
  EXPECT_THAT(of_campaign(), HasSubstr("no such directory"));
  directory_.write("file", "");
  options_.subject.workspace = directory_.path("file");
  EXPECT_THAT(of_campaign(), HasSubstr("not a directory"));
  options_.subject.workspace = "/";
  EXPECT_THAT(of_campaign(), HasSubstr("a directory of its own"));
}

TEST_F(Preflight, AnUnreadableWorkspaceIsRefused) {
  directory_.write("locked/x", "");
  ASSERT_EQ(chmod(directory_.path("locked").c_str(), 0), 0);
  options_.subject.workspace = directory_.path("locked");
  const bool may_read_all = geteuid() == 0;
  EXPECT_THAT(of_campaign(), HasSubstr(may_read_all ? "" : "cannot be read"));
  ASSERT_EQ(chmod(directory_.path("locked").c_str(), 0755), 0);
}

TEST_F(Preflight, RunDirectoriesCanBeMadeAndDoNotHoldTheWorkspace) {
  options_.run_directory = directory_.path("a/b/c");
  EXPECT_EQ(of_campaign(), "");
  directory_.write("file", "");
  options_.run_directory = directory_.path("file/x");
  EXPECT_THAT(of_campaign(), HasSubstr("is not a directory"));
  options_.run_directory = directory_.path();
  EXPECT_THAT(of_campaign(), HasSubstr("holds the workspace"));
  options_.run_directory = directory_.path("..");
  EXPECT_THAT(of_campaign(), HasSubstr("holds the workspace"));
}

TEST(Schedule, IsParsedAndItsFaultsKnown) {
  const auto of = [](const std::string& text) { return complaint([&] { check_schedule(text); }); };
  EXPECT_EQ(of("kill@start"), "");
  EXPECT_EQ(of("kill@after:rename(a)#2; kill@resume1:end"), "");
  EXPECT_NE(of(""), "");
  EXPECT_NE(of("kill"), "");
  EXPECT_THAT(of("kil@start"), HasSubstr("did you mean kill?"));
  EXPECT_THAT(of("kill[x]@start"), HasSubstr("takes no parameter"));
  EXPECT_THAT(of("failpoint@start"), HasSubstr("which failpoint?"));
  EXPECT_THAT(of("power-loss[strict: zeros write(a)]@end"),
              HasSubstr("strict does not permit zeros"));
}

}  // namespace
}  // namespace crashproof::cli
