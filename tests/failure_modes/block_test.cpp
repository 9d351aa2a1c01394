// Every program of every page is audited as the page says: a bad one has exactly the failure mode
// that the page is about, a good one has none. So is the line that the page says to try.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <set>

#include "scenarios/failure_modes/page.h"
#include "tests/audits/program.h"
#include "tests/failure_modes/example_workspace.h"

namespace crashproof::failure_modes {
namespace {

using audits::Audited;
using audits::Json;
using audits::Workspace;

// A few seconds are usual; much more where many tests share the machine.
constexpr double limit_seconds = 100;

struct Block {
  std::string name;  // "CP001_bad_python"
  const FailureModePage* page;
  const ExampleProgram* example;
  bool bad;
};

void PrintTo(const Block& block, std::ostream* out) {
  *out << block.name;
}

std::vector<Block> all_blocks() {
  std::vector<Block> blocks;
  for (const FailureModePage& page : failure_mode_pages()) {
    for (const ExampleProgram& example : page.bad)
      blocks.push_back({page.code + "_bad_" + example.language, &page, &example, true});
    for (const ExampleProgram& example : page.good)
      blocks.push_back({page.code + "_good_" + example.language, &page, &example, false});
  }
  return blocks;
}

// Of all findings; one that has no name is in it as null.
std::set<Json> codes_in(const Audited& audited) {
  std::set<Json> codes;
  for (const Json& finding : audited.findings) codes.insert(finding.at("code"));
  return codes;
}

void expect_only(const std::string& code, const Audited& audited) {
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  EXPECT_FALSE(audited.findings.empty()) << audited.all();
  for (const Json& found : codes_in(audited)) EXPECT_EQ(found, code) << audited.all();
}

bool is_a_race(const std::string& options) {
  return options.find("stall") != std::string::npos || options.find("replica") != std::string::npos;
}

class BlockTest : public testing::TestWithParam<Block> {};

TEST_P(BlockTest, Runs) {
  const Block& block = GetParam();
  const Workspace workspace;
  write_inputs(workspace, *block.page);
  const std::string command = write_program(workspace, *block.example);
  const auto audit = [&] {
    return audits::audit(block.example->audit + " -- " + command, workspace.path(), limit_seconds);
  };
  Audited audited = audit();
  // Who is held up, and who wins a race, is decided by the run that happens to be recorded.
  for (int again = 0; again < 2 && block.bad && is_a_race(block.example->audit) &&
                      codes_in(audited) != std::set<Json>{block.page->code};
       ++again) {
    audited = audit();
  }
  if (block.bad) {
    expect_only(block.page->code, audited);
  } else {
    EXPECT_EQ(audited.exit(), 0) << audited.all();
    EXPECT_TRUE(audited.findings.empty()) << audited.all();
  }
}

INSTANTIATE_TEST_SUITE_P(Blocks, BlockTest, testing::ValuesIn(all_blocks()),
                         [](const auto& block) { return block.param.name; });

std::vector<std::string> all_codes() {
  std::vector<std::string> codes;
  for (const FailureModePage& page : failure_mode_pages()) codes.push_back(page.code);
  return codes;
}

class TryItTest : public testing::TestWithParam<std::string> {};

// As it stands there, in an empty directory, with both programs in the PATH; only the format of the
// report is another.
TEST_P(TryItTest, FindsIt) {
  const std::string& text = page_of(GetParam())->try_it;
  const std::size_t start = text.find("```\n") + 4;
  const std::string lines = text.substr(start, text.find("\n```", start) - start);
  const Workspace workspace;
  const Audited audited = audits::report_of(
      audits::run_line("PATH=$(dirname \"$CRASHPROOF\"):$(dirname \"$REFERENCE_PIPELINE\"):$PATH\n"
                       "export CRASHPROOF_FORMAT=json CRASHPROOF_QUIET=true\n" +
                           lines,
                       workspace.path(), limit_seconds));
  expect_only(GetParam(), audited);
}

INSTANTIATE_TEST_SUITE_P(Pages, TryItTest, testing::ValuesIn(all_codes()),
                         [](const auto& code) { return code.param; });

}  // namespace
}  // namespace crashproof::failure_modes
