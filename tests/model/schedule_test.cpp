// The grammar of schedules and globs: what it accepts, what it says of what it refuses.
#include "harness/model/schedule.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/model/arbitrary.h"

namespace crashproof {
namespace {

std::string error_of(const std::string& text) {
  try {
    parse_schedule(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

TEST(Schedule, ReadsTheExampleOfTheGrammar) {
  const CrashSchedule schedule =
      parse_schedule("kill@after:rename(state/ckpt.json)#3; kill@resume1:in:write(out.csv)#2+17");
  ASSERT_EQ(schedule.steps.size(), 2u);
  EXPECT_EQ(schedule.steps[0].position,
            (Position{Position::Edge::after, EventKind::rename, "state/ckpt.json", 3, 0}));
  EXPECT_EQ(schedule.steps[1].run, 1u);
  EXPECT_EQ(schedule.steps[1].position,
            (Position{Position::Edge::in, EventKind::write, "out.csv", 2, 17}));
}

TEST(Schedule, ReadsEveryKindOfPosition) {
  for (const std::string text :
       {"kill@start", "kill@end", "kill@event(0)", "kill@event(18446744073709551615)",
        "kill@before:unlink(x)", "failpoint[after_save]@resume2:start", "kill@after:sync()",
        R"(kill@after:write(a\)b))"}) {
    EXPECT_EQ(to_string(parse_schedule(text)), text);
  }
}

TEST(Schedule, ReadsWhatChangesWhileTheJobIsDown) {
  const CrashSchedule schedule = parse_schedule(
      "kill@after:write(x); clock[-1h]@resume1; empty[x]@resume1; kill@resume1:end; "
      "poison[y]@every");
  ASSERT_EQ(schedule.steps.size(), 5u);
  EXPECT_EQ(schedule.steps[1].run, 1u);
  EXPECT_EQ(schedule.steps[1].position.edge, Position::Edge::down);
  EXPECT_EQ(schedule.steps[2].parameter, "x");
  EXPECT_EQ(schedule.steps[3].run, 1u);
  EXPECT_EQ(schedule.steps[3].position.edge, Position::Edge::end);
  EXPECT_EQ(schedule.steps[4].run, every_run);
}

TEST(Schedule, StrikesOneRunMoreThanOnce) {
  const std::string text = "errno[EIO]@before:write(x); kill@after:write(x)#2";
  EXPECT_EQ(to_string(parse_schedule(text)), text);
}

TEST(Schedule, LeavesOutWhatIsTheDefault) {
  EXPECT_EQ(to_string(parse_schedule(" kill@after:write(x)#1 ;kill@resume3:end\n")),
            "kill@after:write(x); kill@resume3:end");
}

TEST(Schedule, SaysWhatIsWrongAndWhere) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "schedule, column 1: expected the name of a fault, e.g. kill, found the end"},
      {"kill", "schedule, column 5: expected '@' and a position, found the end"},
      {"kill[", "schedule, column 6: expected ']' after the parameter, found the end"},
      {"kill[]@start", "schedule, column 6: the parameter between '[' and ']' is empty"},
      {"kill[a\\", "schedule, column 8: expected a character after '\\', found the end"},
      {"kill@now",
       "schedule, column 6: expected start, end, event(N), after:, before: or in:, found 'n'"},
      {"kill@event(x)", "schedule, column 12: expected a number of events, found 'x'"},
      {"kill@event(-1)", "schedule, column 12: expected a number of events, found '-'"},
      {"kill@event(99999999999999999999)", "schedule, column 12: a number of events is too large"},
      {"kill@event(1",
       "schedule, column 13: expected ')' after the number of events, found the end"},
      {"kill@after:rename",
       "schedule, column 18: expected '(' and a path after the kind of event, found the end"},
      {"kill@after:renmae(x)", "schedule, column 12: 'renmae' is no kind of event"},
      {"kill@after:(x)", "schedule, column 12: expected a kind of event, e.g. write, found '('"},
      {"kill@after:rename(x", "schedule, column 20: expected ')' after the path, found the end"},
      {"kill@after:rename(x\\)", "schedule, column 22: expected ')' after the path, found the end"},
      {"kill@after:rename(x)#0", "schedule, column 22: the occurrence counts from 1"},
      {"kill@in:write(x)#2",
       "schedule, column 19: expected '+' and a number of bytes, found the end"},
      {"kill@resume0:start", "schedule, column 12: the number of the resume counts from 1"},
      {"kill@resume5000000000:start", "schedule, column 12: the number of the resume is too large"},
      {"kill@resume1start",
       "schedule, column 13: expected ';' or the end of the schedule, found 's'"},
      {"kill@start kill@end",
       "schedule, column 12: expected ';' or the end of the schedule, found 'k'"},
      {"kill@start;",
       "schedule, column 12: expected the name of a fault, e.g. kill, found the end"},
      {"kill@resume1:start; kill@start",
       "schedule, column 21: step 2 is about an earlier run than step 1: put it first"},
      {"kill@resume1:start; clock[+1h]@resume1",
       "schedule, column 21: step 2 happens before the run that step 1 is about: put it first"},
      {"poison[x]@every; kill@start",
       "schedule, column 18: step 2 is about an earlier run than step 1: put it first"},
      {"kill@resume4294967295:start", "schedule, column 12: the number of the resume is too large"},
      {"poison[x]@everyone",
       "schedule, column 16: expected ';' or the end of the schedule, found 'o'"},
      {std::string("kill@\x01"),
       "schedule, column 6: expected start, end, event(N), after:, before: or in:, found byte "
       "0x01"},
  };
  for (const auto& [text, error] : cases) EXPECT_EQ(error_of(text), error) << text;
}

TEST(Schedule, QuotesWhatWouldEndAGlobMadeByHand) {
  Position position{Position::Edge::after, EventKind::write, "a)b\\", 1, 0};
  EXPECT_EQ(to_string(position), R"(after:write(a\)b\\))");
}

RC_GTEST_PROP(Schedule, ParseIsTheInverseOfToString, (const CrashSchedule& schedule)) {
  RC_ASSERT(parse_schedule(to_string(schedule)) == schedule);
}

RC_GTEST_PROP(Schedule, AnyTextIsAScheduleOrOneLineOfError, (std::string text)) {
  const std::string pieces[] = {"kill", "@", "after:", "write(", "*", ")", "#", "1", ";", "\\"};
  for (const auto choice : *rc::gen::arbitrary<std::vector<std::uint8_t>>()) {
    text += pieces[choice % std::size(pieces)];
  }
  try {
    const CrashSchedule schedule = parse_schedule(text);
    RC_ASSERT(parse_schedule(to_string(schedule)) == schedule);
  } catch (const std::invalid_argument& error) {
    RC_ASSERT(std::string_view(error.what()).find('\n') == std::string_view::npos);
  }
}

// ---- Globs ----------------------------------------------------------------------------------

// What the grammar says, tried out without any thought for speed.
bool matches_by_definition(std::string_view glob, std::string_view text) {
  if (glob.empty()) return text.empty();
  if (glob[0] == '*') {
    if (matches_by_definition(glob.substr(1), text)) return true;
    return !text.empty() && text[0] != '/' && matches_by_definition(glob, text.substr(1));
  }
  const std::size_t used = glob[0] == '\\' && glob.size() > 1 ? 2 : 1;
  return !text.empty() && glob[used - 1] == text[0] &&
         matches_by_definition(glob.substr(used), text.substr(1));
}

TEST(Glob, StarStopsAtSlashes) {
  EXPECT_TRUE(glob_matches("a/*/c", "a/b/c"));
  EXPECT_FALSE(glob_matches("a/*", "a/b/c"));
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("tmp*.json", "tmpXYZ.json"));
  EXPECT_FALSE(glob_matches("tmp*.json", "tmpXYZ.json.bak"));
  EXPECT_TRUE(glob_matches("*a/*b", "xa/ab"));
}

TEST(Glob, BackslashQuotes) {
  EXPECT_TRUE(glob_matches("\\*", "*"));
  EXPECT_FALSE(glob_matches("\\*", "x"));
  EXPECT_TRUE(glob_matches("\\\\", "\\"));
  EXPECT_TRUE(glob_matches("a\\", "a\\"));
}

TEST(Glob, ManyStarsTakeNoTimeToSpeakOf) {
  std::string glob;
  for (int i = 0; i < 1000; ++i) glob += "*a";
  EXPECT_FALSE(glob_matches(glob + "b", std::string(4000, 'a')));
}

RC_GTEST_PROP(Glob, AQuotedTextMatchesItselfAndNothingElse,
              (const std::string& text, const std::string& other)) {
  RC_ASSERT(glob_matches(glob_quoted(text), text));
  RC_ASSERT(glob_matches(glob_quoted(text), other) == (text == other));
}

RC_GTEST_PROP(Glob, MatchesByItsDefinition, ()) {
  const auto word = [](const char* alphabet, int most) {
    return rc::gen::resize(
        most, rc::gen::container<std::string>(rc::gen::elementOf(std::string(alphabet))));
  };
  const std::string glob = *word("ab*/\\", 10);
  const std::string text = *word("aab/*\\", 12);
  RC_ASSERT(glob_matches(glob, text) == matches_by_definition(glob, text));
}

}  // namespace
}  // namespace crashproof
