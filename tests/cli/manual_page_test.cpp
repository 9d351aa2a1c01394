// The manual: every verb has a page, and those who read roff find nothing wrong with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/ran_program.h"

namespace crashproof::cli {
namespace {

using testing::HasSubstr;

// The verbs that crashproof(1) refers to, as the installation looks for them.
constexpr const char* every_verb =
    "$($CRASHPROOF man | sed -nE 's/^\\.BR crashproof\\\\-([a-z]+) .*/\\1/p')";

TEST(ManualPages, AreWellFormed) {
  const RanProgram ran = run_line(
      std::string("for verb in '' ") + every_verb +
          "; do $CRASHPROOF man $verb > /dev/null || exit 1; $CRASHPROOF man $verb | mandoc -T "
          "lint "
          "-W warning || exit 1; $CRASHPROOF man $verb | LC_ALL=C.UTF-8 man --warnings -l -Tutf8 - "
          "2>&1 >/dev/null; done",
      "/");
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
  EXPECT_EQ(ran.out + ran.err, "");
}

TEST(ManualPages, AreThereForEveryVerbOfTheHelp) {
  const RanProgram ran = run_line(
      std::string("diff <(for verb in ") + every_verb +
          "; do echo $verb; done) <($CRASHPROOF --help | sed -n '/^Verbs/,/^$/p' | sed -nE 's/^  "
          "([a-z]+) .*/\\1/p')",
      "/");
  EXPECT_EQ(ran.exit, 0) << ran.out;
  EXPECT_THAT(run_line("$CRASHPROOF man audti", "/").err, HasSubstr("did you mean audit?"));
}

TEST(ManualPages, SayWhatPeopleTypeAsTheyTypeIt) {
  const RanProgram page =
      run_line("$CRASHPROOF man audit | mandoc -T ascii -O width=200 | col -b", "/");
  for (const char* text : {"--min-coverage PERCENT", "crashproof audit -- python3 etl.py",
                           "--allow CODE[ until DATE]=REASON", "crashproof-audit"})
    EXPECT_THAT(page.out, HasSubstr(text));
}

// The day of the sources, so that whoever builds the same ones gets the same pages.
TEST(ManualPages, AreDated) {
  EXPECT_THAT(
      run_line("$CRASHPROOF man audit | grep '^\\.TH'", "/").out,
      testing::ContainsRegex("^\\.TH CRASHPROOF.*AUDIT 1 \"20[0-9][0-9]-[01][0-9]-[0-3][0-9]\""));
}

}  // namespace
}  // namespace crashproof::cli
