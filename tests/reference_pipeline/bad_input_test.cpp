// Bad input ends with one clear line and the documented exit code.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/reference_pipeline/subject.h"

namespace reference_pipeline_test {
namespace {

void expect_refusal(const Outcome& outcome, const std::string& said) {
  EXPECT_EQ(outcome.exit_code, 2) << outcome.output;
  EXPECT_NE(outcome.output.find(said), std::string::npos) << outcome.output;
  EXPECT_EQ(std::ranges::count(outcome.output, '\n'), 1) << outcome.output;
}

TEST(BadInput, Options) {
  const Workspace workspace;
  expect_refusal(workspace.run_bare({}), "--work is missing");
  expect_refusal(workspace.run_bare({"--work", "w"}), "--source is missing");
  expect_refusal(workspace.run({"--workers", "0"}), "--workers");
  expect_refusal(workspace.run({"--checkpoint-every", "many"}), "--checkpoint-every");
  expect_refusal(workspace.run({"--durable", "perhaps"}), "--durable");
  expect_refusal(workspace.run({"--flaw", "no-such"}), "see --flaw list");
  expect_refusal(workspace.run({"--no-such-option"}), "--no-such-option");
  EXPECT_FALSE(std::filesystem::exists(workspace.work()));
}

TEST(BadInput, Failpoints) {
  const Workspace workspace;
  for (const char* text : {"no-such@1:kill", "mark/before-commit", "mark/before-commit@0:kill",
                           "mark/before-commit@1:", "mark/before-commit@1:errno=EWHAT",
                           "mark/before-commit@x:kill", "@:"}) {
    expect_refusal(workspace.run({}, text), "CRASHPROOF_FAILPOINT");
  }
}

TEST(BadInput, Directories) {
  const Workspace workspace;
  const std::string source = workspace.source();
  const std::string work = workspace.work();
  expect_refusal(workspace.run_bare({"--source", source + "/none", "--work", work}),
                 "cannot read source");
  expect_refusal(workspace.run_bare({"--source", source + "/item-1.txt", "--work", work}),
                 "cannot read source");
  expect_refusal(workspace.run_bare({"--source", source, "--work", source + "/work"}),
                 "lies in source");
  expect_refusal(workspace.run_bare({"--source", source, "--work", source}), "lies in source");
  expect_refusal(workspace.run_bare({"--source", source, "--work", work + "/not/there"}),
                 "cannot write work directory");
  expect_refusal(workspace.run_bare({"--source", source, "--work", "/proc/self/environ"}),
                 "cannot write work directory");
  EXPECT_FALSE(std::filesystem::exists(workspace.work()));
}

TEST(BadInput, AForeignDatabaseIsNotTouched) {
  const Workspace workspace;
  write_file(workspace.work() / "pipeline.db", "this is no database, but it is somebody's");
  EXPECT_EQ(workspace.run().exit_code, 1);
  EXPECT_EQ(read_file(workspace.work() / "pipeline.db"),
            "this is no database, but it is somebody's");
}

TEST(BadInput, AnEmptySourceIsNoError) {
  const Workspace workspace;
  std::filesystem::remove_all(workspace.source());
  std::filesystem::create_directory(workspace.source());
  EXPECT_EQ(workspace.run().exit_code, 0);
}

TEST(BadInput, HelpIsPrinted) {
  const Workspace workspace;
  const Outcome outcome = workspace.run_bare({"--help"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_NE(outcome.output.find("Exit codes:"), std::string::npos);
  EXPECT_NE(outcome.output.find("Examples:"), std::string::npos);
}

}  // namespace
}  // namespace reference_pipeline_test
