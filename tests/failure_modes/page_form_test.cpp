// All pages have one form, so that reports can quote them and readers find their way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>

#include "scenarios/failure_modes/page.h"

namespace crashproof {
namespace {

namespace fs = std::filesystem;
using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr std::size_t longest_fix = 80;
constexpr std::size_t shortest_program = 5;
constexpr std::size_t longest_program = 32;

const fs::path source(CRASHPROOF_SOURCE_DIR);

std::string content_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<std::string> headings_of(const std::string& text) {
  std::vector<std::string> headings;
  std::istringstream lines(text);
  bool in_fence = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) in_fence = !in_fence;
    if (!in_fence && line.starts_with("## ")) headings.push_back(line.substr(3));
  }
  return headings;
}

std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::vector<std::string> file_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(source / "scenarios/failure_modes"))
    if (entry.path().filename().string().starts_with("CP") && entry.path().extension() == ".md")
      names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

TEST(FailureModePages, AreThoseOfTheFolder) {
  std::vector<std::string> codes;
  for (const FailureModePage& page : failure_mode_pages()) {
    codes.push_back(page.code);
    EXPECT_EQ(page.text, content_of(source / "scenarios/failure_modes" / (page.code + ".md")));
  }
  EXPECT_EQ(codes, file_names());
}

TEST(FailureModePages, AreFoundByTheirCode) {
  ASSERT_NE(page_of("CP001"), nullptr);
  EXPECT_EQ(page_of("CP001")->name, "order inversion");
  EXPECT_EQ(page_of("CP999"), nullptr);
  EXPECT_EQ(page_of(""), nullptr);
}

// docs/FAILURE_MODES.md is written by hand but for its table, which follows from the pages.
TEST(FailureModePages, AreListedInTheDocumentation) {
  std::string expected;
  for (const FailureModePage& page : failure_mode_pages())
    expected += "| [" + page.code + "](../scenarios/failure_modes/" + page.code + ".md) | " +
                page.name + " | " + page.summary + " | " + page.fix + " |\n";
  std::string listed;
  std::istringstream lines(content_of(source / "docs/FAILURE_MODES.md"));
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("| [CP")) listed += line + "\n";
  EXPECT_EQ(listed, expected);
}

class FailureModePageForm : public testing::TestWithParam<FailureModePage> {};

TEST_P(FailureModePageForm, HasEverySectionInOrder) {
  EXPECT_THAT(headings_of(GetParam().text),
              ElementsAre("Symptom", "Evidence", "Not this if", "Why", "Fix", "Bad", "Good",
                          "Exceptions", "Try it"));
}

TEST_P(FailureModePageForm, SaysSomethingInEachSection) {
  const FailureModePage& page = GetParam();
  for (const std::string* prose : {&page.name, &page.symptom, &page.evidence, &page.not_this_if,
                                   &page.why, &page.exceptions, &page.try_it})
    EXPECT_NE(*prose, "");
  EXPECT_TRUE(page.evidence.starts_with("- ")) << page.evidence;
  EXPECT_TRUE(page.not_this_if.starts_with("- ")) << page.not_this_if;
}

TEST_P(FailureModePageForm, BeginsWithOneSentence) {
  const std::string& summary = GetParam().summary;
  EXPECT_TRUE(summary.ends_with('.')) << summary;
  EXPECT_EQ(summary.find('\n'), std::string::npos) << summary;
  EXPECT_EQ(summary.find(". "), std::string::npos) << summary;
}

TEST_P(FailureModePageForm, NamesAFixThatFitsIntoALine) {
  const std::string& fix = GetParam().fix;
  EXPECT_TRUE(fix.ends_with('.')) << fix;
  EXPECT_LE(fix.size(), longest_fix) << fix;
}

std::vector<std::string> languages_of(const std::vector<ExampleProgram>& examples) {
  std::vector<std::string> languages;
  for (const ExampleProgram& example : examples) languages.push_back(example.language);
  return languages;
}

TEST_P(FailureModePageForm, ShowsItInEveryLanguage) {
  const FailureModePage& page = GetParam();
  EXPECT_THAT(languages_of(page.bad), ElementsAre("python", "cpp", "sh"));
  EXPECT_THAT(languages_of(page.good), ElementsAre("python", "cpp", "sh"));
}

TEST_P(FailureModePageForm, AuditsGoodAndBadAlike) {
  const FailureModePage& page = GetParam();
  ASSERT_THAT(page.good, SizeIs(page.bad.size()));
  for (std::size_t i = 0; i < page.bad.size(); ++i) {
    EXPECT_EQ(page.good[i].audit, page.bad[i].audit);
    EXPECT_NE(page.good[i].audit, "");
    EXPECT_NE(page.good[i].source, page.bad[i].source);
  }
}

TEST_P(FailureModePageForm, HasSmallPrograms) {
  for (const auto* examples : {&GetParam().bad, &GetParam().good}) {
    for (const ExampleProgram& example : *examples) {
      EXPECT_GE(lines_in(example.source), shortest_program) << example.source;
      EXPECT_LE(lines_in(example.source), longest_program) << example.source;
    }
  }
}

TEST_P(FailureModePageForm, SaysWhatToTry) {
  EXPECT_THAT(GetParam().try_it, HasSubstr("```\n"));
  EXPECT_THAT(GetParam().try_it, HasSubstr("crashproof audit "));
}

INSTANTIATE_TEST_SUITE_P(Pages, FailureModePageForm, testing::ValuesIn(failure_mode_pages()),
                         [](const auto& page) { return page.param.code; });

}  // namespace

void PrintTo(const FailureModePage& page, std::ostream* out) {
  *out << page.code;
}

}  // namespace crashproof
