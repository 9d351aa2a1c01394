// The page for a browser: nothing of a subject becomes markup, it stays small, and its policy lets
// exactly its own script and style in. tests/browser looks at it in a browser.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>

#include "harness/model/printable.h"
#include "reports/catalogue.h"
#include "reports/html/markup.h"
#include "reports/html/packed.h"
#include "reports/html/page_template.h"
#include "tests/reports/made_map.h"
#include "tests/reports/made_reports.h"

namespace crashproof {
namespace {

using nlohmann::json;
using reports::packed;
using testing::HasSubstr;
using testing::Not;

std::string page_of(const Report& report) {
  return report_writer_named("html")->write(report);
}

std::string between(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t begin = text.find(from);
  if (begin == std::string::npos) return "";
  const std::size_t start = begin + from.size();
  return text.substr(start, text.find(to, start) - start);
}

json data_of(const std::string& page) {
  return json::parse(between(page, "id=\"run-data\">", "</script>"));
}

std::size_t count_of(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += what.size())
    ++count;
  return count;
}

TEST(Html, NothingOfASubjectBecomesMarkup) {
  const std::string hostile = page_of(testing_reports::hostile_mapped_report());
  const std::string harmless = page_of(testing_reports::mapped_report(40));
  EXPECT_EQ(count_of(hostile, "<script"), count_of(harmless, "<script"));
  EXPECT_EQ(count_of(hostile, "</script"), count_of(harmless, "</script"));
  EXPECT_THAT(hostile, Not(HasSubstr("<img")));
  EXPECT_THAT(hostile, Not(HasSubstr("<!--")));
  // What a part is filled with is not filled in again.
  EXPECT_THAT(hostile, HasSubstr("{{data}}"));
}

TEST(Html, TheWholePageIsPrintable) {
  const std::string page = page_of(testing_reports::hostile_mapped_report());
  std::string line;
  for (const char c : page) {
    if (c != '\n') line += c;
  }
  EXPECT_EQ(printable(line), line);
}

TEST(Html, EscapesWhatMeansSomethingToHtml) {
  EXPECT_EQ(reports::escaped("<a href=\"x\">&'\x1b"),
            "&lt;a href=&quot;x&quot;&gt;&amp;&#39;\\x1b");
}

TEST(Html, DataOfAHostileRunParsesAndKeepsItsNames) {
  const json data = data_of(page_of(testing_reports::hostile_mapped_report()));
  EXPECT_EQ(data["version"], 1);
  EXPECT_THAT(data["processes"][0].get<std::string>(), HasSubstr("</script><script>"));
}

TEST(Html, APageOfAHundredThousandPointsStaysBelowThreeMegabytes) {
  const Report report = testing_reports::mapped_report(100'000);
  ASSERT_GE(report.coverage.points, 100'000U);
  const std::string page = page_of(report);
  EXPECT_LT(page.size(), 3'000'000U);
  EXPECT_THAT(
      page,
      HasSubstr("\"points\":{\"after\":{\"n\":" + std::to_string(report.coverage.points) + ","));
}

TEST(Html, NamesThatShareNothingDoNotMakeItLarge) {
  Report report = testing_reports::mapped_report(30'000);
  CrashMap& map = *report.map;
  for (std::size_t i = 0; i < map.events.size(); ++i) {
    const std::string name =
        "spool/" + std::to_string(i * 2654435761U) + "abcdef-of-a-long-and-random-name-x" +
        static_cast<char>('a' + i % 26) + static_cast<char>('a' + i / 26 % 26) +
        static_cast<char>('a' + i / 676 % 26) + static_cast<char>('a' + i / 17576);
    map.events[i].path = static_cast<std::uint32_t>(map.paths.size());
    map.paths.push_back({name, static_cast<std::uint32_t>(map.files.size())});
    map.files.push_back({name, Role::artifact});
  }
  for (CrashMap::TrialRow& row : map.trials)
    row.schedule += map.paths[row.number % map.paths.size()].path;
  // Left as they are, they would take more than this.
  EXPECT_LT(page_of(report).size(), 1'500'000U);
}

TEST(Html, ThePolicyLetsInItsOwnScriptAndStyleOnly) {
  const std::string page = page_of(testing_reports::mapped_report(10));
  const std::string policy = between(page, "Content-Security-Policy\" content=\"", "\"");
  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
  EXPECT_EQ(between(page, "<style>", "</style>"), reports::page_template().style);
  EXPECT_EQ(between(page, "</script>\n<script>", "</script>"), reports::page_template().script);
  for (const auto& [text, digest] :
       {std::pair(reports::page_template().style, reports::page_template().style_sha256),
        std::pair(reports::page_template().script, reports::page_template().script_sha256)}) {
    // The system's own program says what the digest of these bytes is.
    const std::string path = testing::TempDir() + "/page-part";
    std::FILE* file = std::fopen(path.c_str(), "wb");
    ASSERT_NE(file, nullptr);
    std::fwrite(text.data(), 1, text.size(), file);
    std::fclose(file);
    std::array<char, 65> said{};
    std::FILE* pipe = popen(("sha256sum " + shell_quoted(path)).c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    ASSERT_EQ(std::fread(said.data(), 1, 64, pipe), 64U);
    pclose(pipe);
    EXPECT_EQ(std::string(said.data()), digest);
    std::string bytes;
    for (std::size_t i = 0; i < digest.size(); i += 2)
      bytes += static_cast<char>(std::stoi(std::string(digest.substr(i, 2)), nullptr, 16));
    EXPECT_THAT(policy, HasSubstr("'sha256-" + reports::base64(bytes) + "'"));
  }
}

TEST(Html, NamesNothingThatABrowserWouldFetch) {
  const std::string page = page_of(testing_reports::mapped_report(10));
  EXPECT_THAT(page, Not(HasSubstr("http:")));
  EXPECT_THAT(page, Not(HasSubstr("https:")));
  EXPECT_THAT(page, Not(HasSubstr("url(")));
  EXPECT_THAT(page, Not(HasSubstr(" style=\"")));
  EXPECT_EQ(count_of(page, "src="), 0U);
}

TEST(Html, SaysTheSameWithoutScripts) {
  const std::string page = page_of(testing_reports::mapped_report(40));
  const std::string still = between(page, "id=\"still\"", "</svg>");
  EXPECT_THAT(still, HasSubstr("class=\"band fails\""));
  EXPECT_THAT(still, HasSubstr("class=\"bracket\""));
  EXPECT_THAT(still, HasSubstr("out.csv"));
  EXPECT_THAT(page, HasSubstr("<caption>Failing windows</caption>"));
  EXPECT_THAT(page, HasSubstr("<caption>Outcomes by fault</caption>"));
  EXPECT_THAT(page, HasSubstr("<caption>By system call</caption>"));
  EXPECT_THAT(page, HasSubstr("Call sites are asked for the events that findings name"));
  EXPECT_THAT(page, HasSubstr("bound: 2"));
}

TEST(Html, SaysWhatIsAcceptedAndWhatIsLeftOut) {
  const std::string page = page_of(testing_reports::gated_report());
  EXPECT_THAT(page, HasSubstr("<dt>Accepted</dt><dd>CP001 order inversion: data lost"));
  EXPECT_THAT(page, HasSubstr("(the loader copes; until 2027-01-31)"));
  EXPECT_THAT(page,
              HasSubstr("<dt>Left out</dt><dd>3 findings of other codes (CP010, unclassified)"));
}

TEST(Html, EveryEndOfACampaignHasAPage) {
  using namespace testing_reports;
  for (Report (*report)() :
       {sound_report, failing_report, diagnosed_report, faults_report, accepted_report,
        gated_report, sampled_report, baseline_report, empty_report, interrupted_report,
        recorded_report, replayed_report, hostile_report}) {
    const std::string page = page_of(report());
    EXPECT_THAT(page, HasSubstr("</html>"));
    EXPECT_TRUE(data_of(page).is_null());
  }
}

TEST(Packed, NumbersTakeTheShortestForm) {
  EXPECT_EQ(packed(std::vector<std::uint64_t>(1000, 7)).dump(), R"({"n":1000,"r":1,"b":"B+gH"})");
  EXPECT_EQ(packed(std::vector<std::uint64_t>{1, 200, 3}).dump(), R"({"n":3,"b":"AcgBAw=="})");
  std::vector<std::uint64_t> counting;
  for (std::uint64_t i = 0; i < 5000; ++i) counting.push_back(i);
  EXPECT_LT(packed(counting).dump().size(), 60U);
}

TEST(Packed, TextsShareWhatIsNotANumber) {
  const std::vector<std::string> texts{"a-001.txt", "a-002.txt", "b 12345678901", "0", "000"};
  const json column = json::parse(packed(texts).dump());
  EXPECT_EQ(column["s"], (json{"a-00\x01.txt", "b 12345678901", "\x01", "00\x01"}));
  EXPECT_EQ(column["i"]["n"], 5);
}

TEST(Packed, Base64IsPadded) {
  EXPECT_EQ(reports::base64(""), "");
  EXPECT_EQ(reports::base64("a"), "YQ==");
  EXPECT_EQ(reports::base64("ab"), "YWI=");
  EXPECT_EQ(reports::base64("abc"), "YWJj");
}

}  // namespace
}  // namespace crashproof
