// The first crashproof.toml: what stands in it is understood, and so is every suggestion once its
// comment mark is taken away.
#include "harness/cli/first_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "harness/cli/ci_snippets.h"
#include "harness/cli/config.h"

namespace crashproof::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

FirstLook some_look() {
  FirstLook look;
  look.events = 15;
  look.states = 37;
  look.run_seconds = 0.06;
  look.estimated_seconds = 0.7;
  look.workers = 2;
  look.roles = {{"ckpt.json", Role::checkpoint}, {"out \"1\".csv", Role::log}};
  look.items = {"in/a", "in/b"};
  look.keys = {"out.csv:id,at"};
  look.set_aside = {"log.jsonl#at"};
  look.refused_writes = {{"write outside", "/var/x", 3}};
  look.messages = 2;
  return look;
}

// Keys and tables that a comment suggests become settings.
std::string without_comment_marks(const std::string& text) {
  static const std::regex suggestion(R"(^# ([a-z-]+ = |\[\[))");
  std::istringstream lines(text);
  std::string result;
  for (std::string line; std::getline(lines, line);)
    result += std::regex_replace(line, suggestion, "$1") + "\n";
  return result;
}

TEST(FirstConfig, SetsTheCommandAndTheProfileOfCi) {
  const std::string text = first_config({"python3", "a \"b\"\n.py"}, "python3 x --resume", {});
  const Config config = parse_config(text, "crashproof.toml", "/p");
  EXPECT_THAT(config.settings.at("command").values, ElementsAre("python3", "a \"b\"\n.py"));
  EXPECT_THAT(config.settings.at("resume").values, ElementsAre("python3 x --resume"));
  EXPECT_EQ(config.settings.size(), 2U);
  EXPECT_THAT(config.profiles.at("ci").at("budget").values, ElementsAre("5m"));
}

TEST(FirstConfig, SaysWhatALookHasLearned) {
  const std::string text = first_config({"job"}, "", some_look());
  for (const char* told : {"37 distinct", "about 0.7 s with 2 workers", "ckpt.json    checkpoint",
                           "out \"1\".csv  log", "\"out.csv:id,at\"", "\"log.jsonl#at\"",
                           "\"in/a\"", "write outside /var/x", "2 messages"})
    EXPECT_THAT(text, HasSubstr(told));
  EXPECT_EQ(parse_config(text, "crashproof.toml", "/p").settings.size(), 1U);
}

TEST(FirstConfig, SuggestsNothingThatIsNotUnderstood) {
  const std::string text = without_comment_marks(first_config({"job"}, "", some_look()));
  const Config config = parse_config(text, "crashproof.toml", "/p");
  EXPECT_EQ(config.allowances.size(), 1U);
  for (const char* key : {"role", "key", "ignore", "item", "allow-write", "reset", "pin-clock"})
    EXPECT_TRUE(config.settings.contains(key)) << key;
  EXPECT_TRUE(config.profiles.at("ci").contains("min-coverage"));
}

TEST(FirstConfig, SaysWhyThereIsNoBaseline) {
  FirstLook look;
  look.problem = BaselineProblem{"exit 1\nsays it", "mend it"};
  const std::string text = first_config({"false"}, "", look);
  EXPECT_THAT(text, HasSubstr("#   exit 1\\nsays it"));
  EXPECT_EQ(parse_config(text, "crashproof.toml", "/p").settings.size(), 1U);
}

TEST(CiSnippets, KeepTheIndentationOfTheirBlocks) {
  const CiSnippet snippet = ci_snippet("github", "jobs/my load");
  EXPECT_THAT(snippet.text, HasSubstr("        run: |\n          cd 'jobs/my load'\n          "
                                      "crashproof ci\n"));
  EXPECT_THAT(ci_snippet("jenkins", "jobs/x").text, HasSubstr("sh '''cd jobs/x\ncrashproof ci"));
  for (const std::string& name : ci_names())
    EXPECT_THAT(ci_snippet(name, "").text, Not(HasSubstr("@I")));
}

}  // namespace
}  // namespace crashproof::cli
