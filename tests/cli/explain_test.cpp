// crashproof explain, from the real program: every page, in a form that a terminal shows well.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/cli/page_text.h"
#include "tests/cli/ran_program.h"

namespace crashproof::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using Json = nlohmann::json;

std::string explained(const std::string& words) {
  const RanProgram ran = run_line("$CRASHPROOF explain " + words, "/");
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  return ran.out;
}

std::vector<Json> objects_in(const std::string& text) {
  std::vector<Json> objects;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) objects.push_back(Json::parse(line));
  return objects;
}

TEST(Explain, ListsEveryFailureMode) {
  const std::string list = explained("");
  for (const FailureModePage& page : failure_mode_pages())
    EXPECT_THAT(list, HasSubstr(page.code + "  " + page.name + "\n       " + page.summary + "\n"));
}

TEST(Explain, TakesACodeOrAName) {
  const std::string page = explained("CP001");
  EXPECT_THAT(page, StartsWith("CP001 order inversion\n"));
  for (const std::string called :
       {"cp1", "Cp01", "cp001", "order-inversion", "'Order inversion'", "order_inversion"})
    EXPECT_EQ(explained(called), page) << called;
}

TEST(Explain, TakesSeveralCodes) {
  const std::string both = explained("CP021 CP002");
  EXPECT_THAT(both, StartsWith("CP021 stale lock\n"));
  EXPECT_THAT(both, HasSubstr("\n\nCP002 torn checkpoint\n"));
  EXPECT_EQ(both, page_as_text(*page_of("CP021")) + "\n\n" + page_as_text(*page_of("CP002")));
}

TEST(Explain, PrintsAllPages) {
  const std::string all = explained("all");
  for (const FailureModePage& page : failure_mode_pages())
    EXPECT_THAT(all, HasSubstr(page_as_text(page)));
}

TEST(Explain, IsOneJsonLineAPage) {
  const std::vector<Json> listed = objects_in(explained("--json"));
  ASSERT_THAT(listed, SizeIs(failure_mode_pages().size()));
  for (std::size_t i = 0; i < listed.size(); ++i) {
    const FailureModePage& page = failure_mode_pages()[i];
    EXPECT_EQ(listed[i].at("type"), "failure_mode");
    EXPECT_EQ(listed[i].at("code"), page.code);
    EXPECT_EQ(listed[i].at("name"), page.name);
    EXPECT_EQ(listed[i].at("fix"), page.fix);
    EXPECT_EQ(listed[i].at("symptom"), page.symptom);
    EXPECT_EQ(listed[i].at("bad").size(), page.bad.size());
    EXPECT_EQ(listed[i].at("good").at(0).at("source"), page.good.at(0).source);
  }
  const std::string one = explained("--json stale-lock");
  ASSERT_THAT(objects_in(one), SizeIs(1));
  EXPECT_EQ(objects_in(one).front(), listed.back());
  EXPECT_TRUE(std::all_of(one.begin(), one.end(), [](char c) { return c > 0; })) << "not ASCII";
}

class ExplainedPage : public testing::TestWithParam<std::string> {};

std::vector<std::string> all_codes() {
  std::vector<std::string> codes;
  for (const FailureModePage& page : failure_mode_pages()) codes.push_back(page.code);
  return codes;
}

// Programs and commands are never broken; all else fits, and no mark-up is left.
TEST_P(ExplainedPage, IsReadable) {
  const std::string text = page_as_text(*page_of(GetParam()));
  EXPECT_THAT(text, Not(HasSubstr("<!--")));
  EXPECT_THAT(text, Not(HasSubstr("```")));
  EXPECT_THAT(text, Not(HasSubstr("\n\n\n")));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const bool wrapped = line.starts_with("  ") && !line.starts_with("    ") &&
                         line.find(": crashproof audit") == std::string::npos;
    if (wrapped) {
      EXPECT_LE(line.size(), 84U) << line;  // bytes: a dash or dots may take three
    }
  }
}

TEST_P(ExplainedPage, HasEveryProgramAndHowItIsAudited) {
  const FailureModePage& page = *page_of(GetParam());
  const std::string text = page_as_text(page);
  for (const auto* examples : {&page.bad, &page.good}) {
    for (const ExampleProgram& example : *examples) {
      EXPECT_THAT(text, HasSubstr(example.language + ": crashproof audit " + example.audit));
      std::istringstream lines(example.source);
      for (std::string line; std::getline(lines, line);) {
        if (line.empty()) continue;
        EXPECT_THAT(text, HasSubstr("\n    " + line + "\n"));
      }
    }
  }
  EXPECT_THAT(text, HasSubstr("\n  " + page.fix.substr(0, 40)));
}

INSTANTIATE_TEST_SUITE_P(Pages, ExplainedPage, testing::ValuesIn(all_codes()),
                         [](const auto& code) { return code.param; });

TEST(PageText, WrapsParagraphsAndItems) {
  const std::string words =
      "word word word word word word word word word word word word word word ";
  const FailureModePage page = parsed_page("# CP099 long\n\n" + words + words +
                                           "\n\n## Evidence\n\n- " + words + words + "\n- short\n");
  EXPECT_EQ(page_as_text(page),
            "CP099 long\n\n"
            "  word word word word word word word word word word word word word word word\n"
            "  word word word word word word word word word word word word word\n"
            "\nEvidence\n\n"
            "  - word word word word word word word word word word word word word word word\n"
            "    word word word word word word word word word word word word word\n"
            "  - short\n");
}

}  // namespace
}  // namespace crashproof::cli
