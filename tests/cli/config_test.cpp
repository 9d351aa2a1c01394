// crashproof.toml: every mistake is one line with its place; no bytes do anything else.
#include "harness/cli/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
// Needs GoogleTest's declarations.
#include <rapidcheck/gtest.h>

namespace crashproof::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

GivenSettings parsed(std::string_view text) {
  return parse_config(text, "crashproof.toml", "/p").settings;
}

std::string complaint(std::string_view text) {
  try {
    parsed(text);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(Config, ReadsEveryKindOfValue) {
  const GivenSettings given = parsed(
      "command = [\"python3\", \"etl.py\"]\n"
      "resume = \"python3 etl.py --resume\"\n"
      "key = [\"out.csv:id\", \"log.jsonl:at,who\"]\n"
      "ignore = \"*.log\"\n"
      "jobs = 4\n"
      "time-limit = 2.5\n"
      "live = true\n");
  EXPECT_THAT(given.at("command").values, ElementsAre("python3", "etl.py"));
  EXPECT_THAT(given.at("key").values, ElementsAre("out.csv:id", "log.jsonl:at,who"));
  EXPECT_THAT(given.at("ignore").values, ElementsAre("*.log"));
  EXPECT_THAT(given.at("jobs").values, ElementsAre("4"));
  EXPECT_THAT(given.at("time-limit").values, ElementsAre("2.5"));
  EXPECT_THAT(given.at("live").values, ElementsAre("true"));
  EXPECT_EQ(given.at("jobs").source, "crashproof.toml:5: jobs");
  EXPECT_EQ(given.at("jobs").base, "/p");
}

TEST(Config, AnEmptyFileSaysNothing) {
  EXPECT_TRUE(parsed("").empty());
}

TEST(Config, MistakesAreToldWithTheirLine) {
  EXPECT_EQ(complaint("seed = 1\njosb = 3\n"),
            "crashproof.toml:2: unknown key josb; did you mean jobs?");
  EXPECT_EQ(complaint("\njobs = \"4\"\n"), "crashproof.toml:2: jobs must be a whole number");
  EXPECT_EQ(complaint("jobs = 4.0\n"), "crashproof.toml:1: jobs must be a whole number");
  EXPECT_EQ(complaint("key = [1]\n"),
            "crashproof.toml:1: key must be a string or an array of strings");
  EXPECT_EQ(complaint("live = 1\n"), "crashproof.toml:1: live must be true or false");
  EXPECT_EQ(complaint("resume = 2024-01-01\n"), "crashproof.toml:1: resume must be a string");
  EXPECT_THAT(complaint("[audit]\njobs = 4\n"), StartsWith("crashproof.toml:1: unknown key audit"));
  EXPECT_THAT(complaint("config = \"x\"\n"), HasSubstr("unknown key config"));
  EXPECT_THAT(complaint("jobs = \n"), StartsWith("crashproof.toml:1: "));
  EXPECT_THAT(complaint("jobs = 1\njobs = 2\n"), StartsWith("crashproof.toml:2: "));
  EXPECT_THAT(complaint("a = \xff\n"), StartsWith("crashproof.toml:1: "));
  EXPECT_THAT(complaint(std::string(100'000, '[')), StartsWith("crashproof.toml:1: "));
}

TEST(Config, HasProfiles) {
  const Config config = parse_config(
      "cuts = \"all\"\n[profile.ci]\nbudget = \"5m\"\nfail-fast = true\n[profile.night]\nsample = "
      "9\n",
      "crashproof.toml", "/p");
  EXPECT_THAT(config.settings.at("cuts").values, ElementsAre("all"));
  EXPECT_FALSE(config.settings.contains("budget"));
  EXPECT_THAT(config.profiles.at("ci").at("budget").values, ElementsAre("5m"));
  EXPECT_EQ(config.profiles.at("ci").at("fail-fast").source, "crashproof.toml:4: fail-fast");
  EXPECT_THAT(config.profiles.at("night").at("sample").values, ElementsAre("9"));
}

TEST(Config, HasAcceptedFindings) {
  const Config config = parse_config(
      "[[allow]]\ncode = \"CP010\"\nreason = \"known\"\nuntil = 2027-01-31\npath = \"out/*\"\n"
      "[[allow]]\ncode = \"unclassified\"\nreason = \"odd\"\n",
      "crashproof.toml", "/p");
  EXPECT_THAT(config.allowances,
              ElementsAre(Allowance{"CP010", "out/*", "known", "2027-01-31", "crashproof.toml:1"},
                          Allowance{"unclassified", "", "odd", "", "crashproof.toml:6"}));
  EXPECT_THAT(parsed("allow = [\"CP010=known\"]\n").at("allow").values, ElementsAre("CP010=known"));
}

TEST(Config, MistakesInTablesAreToldWithTheirLine) {
  EXPECT_EQ(complaint("[profile.ci]\nbugdet = \"5m\"\n"),
            "crashproof.toml:2: unknown key bugdet; did you mean budget?");
  EXPECT_THAT(complaint("profile = \"ci\"\n"), StartsWith("crashproof.toml:1: profile must be"));
  EXPECT_THAT(complaint("[profile]\nci = 1\n"), StartsWith("crashproof.toml:2: ci must be"));
  EXPECT_THAT(complaint("[[allow]]\ncode = \"CP999\"\nreason = \"x\"\n"),
              StartsWith("crashproof.toml:1: no finding has the code 'CP999'"));
  EXPECT_THAT(complaint("[[allow]]\ncode = \"CP010\"\n"), HasSubstr("for no reason"));
  EXPECT_THAT(complaint("[[allow]]\ncode = \"CP010\"\nreason = \"x\"\nuntil = \"soon\"\n"),
              HasSubstr("'soon' is not a day such as"));
  EXPECT_THAT(complaint("[[allow]]\ncode = \"CP010\"\nreason = \"x\"\nuntil = 2027-02-30\n"),
              StartsWith("crashproof.toml:4: "));
  EXPECT_EQ(complaint("[[allow]]\ncode = \"CP010\"\nresaon = \"x\"\n"),
            "crashproof.toml:3: unknown key resaon; did you mean reason?");
}

TEST(Config, AFileThatIsNotThereIsToldByName) {
  EXPECT_THROW(read_config("/nonexistent/crashproof.toml"), UsageError);
  EXPECT_THROW(read_config("/"), UsageError);
}

// Settings or one UsageError of one line, whatever the bytes: anything else fails the property.
bool is_read_or_refused(const std::string& text) {
  try {
    parsed(text);
  } catch (const UsageError& error) {
    return std::string_view(error.what()).starts_with("crashproof.toml:");
  }
  return true;
}

RC_GTEST_PROP(Config, ArbitraryBytesAreReadOrRefused, (const std::string& bytes)) {
  RC_ASSERT(is_read_or_refused(bytes));
}

RC_GTEST_PROP(Config, NearlyGoodTextIsReadOrRefused, ()) {
  const auto piece = rc::gen::element<std::string>(
      "jobs", "key", "command", "[profile.ci]", "[[allow]]", "until", "2027-01-31", " = ", "\n",
      "\"", "[", "]", ",", "4", "2.5", "true", "\"a:b\"", "'", "#", "{", "}", ".", "\\u0000",
      "1979-05-27", "\xff", "\"\"\"", "=");
  const auto pieces = *rc::gen::container<std::vector<std::string>>(piece);
  std::string text;
  for (const std::string& part : pieces) text += part;
  RC_ASSERT(is_read_or_refused(text));
}

}  // namespace
}  // namespace crashproof::cli
