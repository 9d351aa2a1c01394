// Each class of difference, one case at a time.
#include "harness/judge/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/judge/fake_state.h"

namespace crashproof {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Record item(int id, const std::string& state) {
  return row({{"id", std::to_string(id)}, {"state", state}});
}

FakeState with(const std::string& path, FakeFile file) {
  FakeState state;
  state.files[path] = std::move(file);
  return state;
}

std::vector<Difference> differences(const FakeState& final, const FakeState& found,
                                    const ComparisonRules& rules = {},
                                    const FakeState& initial = {}) {
  return compare_states(baseline_of(final, initial), final, found, rules, initial);
}

TEST(Compare, MissingRecordsAreLost) {
  const auto final = with("out.csv", table_file({item(1, "a"), item(2, "b"), item(3, "c")}));
  const auto found = with("out.csv", table_file({item(2, "b")}));
  const auto result = differences(final, found);
  EXPECT_EQ(summary(result), "lost out.csv 2 row");
  EXPECT_THAT(result[0].examples, ElementsAre("id=1, state=a", "id=3, state=c"));
}

TEST(Compare, AMissingFileIsLost) {
  EXPECT_EQ(summary(differences(with("a/b.bin", binary_file("x")), {})), "lost a/b.bin 1 file");
}

TEST(Compare, ADirectoryIsToldOnlyWithoutItsFiles) {
  FakeState final = with("a/b.bin", binary_file("x"));
  final.others = {{"a", directory_entry()}, {"empty", directory_entry()}};
  EXPECT_EQ(summary(differences(final, {})), "lost a/b.bin 1 file; lost empty 1 directory");
  EXPECT_EQ(summary(differences({}, final)), "extra a/b.bin 1 file; extra empty 1 directory");
}

TEST(Compare, AChangedRecordIsTornOrOlder) {
  const auto initial = with("s.db", table_file({item(1, "pending"), item(2, "pending")}));
  const auto final = with("s.db", table_file({item(1, "done"), item(2, "done")}));
  const auto found = with("s.db", table_file({item(1, "pending"), item(2, "claimed")}));
  const auto result = differences(final, found, {}, initial);
  EXPECT_EQ(summary(result), "older s.db 1 row; torn s.db 1 row");
  EXPECT_THAT(result[0].examples, ElementsAre("id=1: state pending, expected done"));
  EXPECT_THAT(result[1].examples, ElementsAre("id=2: state claimed, expected done"));
}

TEST(Compare, ALeafIsKnownByItsName) {
  const auto final = with("ckpt.json", table_file({row({{"cursor", "200"}}), row({{"v", "1"}})}));
  const auto found = with("ckpt.json", table_file({row({{"cursor", "100"}}), row({{"v", "1"}})}));
  const auto result = differences(final, found);
  EXPECT_EQ(summary(result), "torn ckpt.json 1 row");
  EXPECT_THAT(result[0].examples, ElementsAre("cursor 100, expected 200"));
}

TEST(Compare, BytesThatDifferAreTornOrAsBefore) {
  const auto initial = with("a", binary_file("old"));
  const auto final = with("a", binary_file("complete"));
  EXPECT_EQ(summary(differences(final, initial, {}, initial)), "older a 1 file");
  const auto result = differences(final, with("a", binary_file("comp")), {}, initial);
  EXPECT_EQ(summary(result), "torn a 1 file");
  EXPECT_THAT(result[0].examples, ElementsAre("4 bytes, expected 8"));
}

TEST(Compare, AFileThatDoesNotParseIsTorn) {
  const auto final = with("a.json", table_file({item(1, "a"), item(2, "b")}));
  FakeFile broken = binary_file("{");
  broken.document = Document{"json", "record", false, "not JSON at byte 1", {}};
  const auto result = differences(final, with("a.json", broken));
  EXPECT_EQ(summary(result), "torn a.json 1 file");
  EXPECT_THAT(result[0].examples, ElementsAre("not JSON at byte 1"));
}

TEST(Compare, TheGoodRecordsOfABrokenFileAreCompared) {
  const auto final = with("a", table_file({item(1, "a"), item(2, "b")}));
  FakeFile broken = table_file({item(1, "a")});
  broken.document->whole = false;
  EXPECT_EQ(summary(differences(final, with("a", broken))), "torn a 1 file; lost a 1 row");
}

TEST(Compare, ATextCutInALineHasATornLine) {
  const auto final = with("t", text_file("one\ntwo\nthree\nfour\n"));
  const auto result = differences(final, with("t", text_file("one\ntwo\nth")));
  EXPECT_EQ(summary(result), "lost t 1 line; torn t 1 line");
  EXPECT_THAT(result[1].examples, ElementsAre("ends with \"th\", expected \"three\""));
}

TEST(Compare, CopiesAreDuplicates) {
  const auto final = with("o", table_file({item(1, "a"), item(2, "b")}));
  const auto found =
      with("o", table_file({item(1, "a"), item(1, "a"), item(1, "a"), item(2, "b")}));
  auto result = differences(final, found);
  EXPECT_EQ(summary(result), "duplicated o 2 row");
  EXPECT_EQ(result[0].dedup_hint, "o:id");
  ComparisonRules rules;
  rules.keys = {"o:id"};
  EXPECT_EQ(summary(differences(final, found, rules)), "duplicated o 2 row dedupable");
  rules.keys = {"other:id"};
  EXPECT_EQ(summary(differences(final, found, rules)), "duplicated o 2 row");
  rules.dedup_whole_record = true;
  EXPECT_EQ(summary(differences(final, found, rules)), "duplicated o 2 row dedupable");
}

TEST(Compare, EqualRecordsOfTheBaselineAreNotDedupable) {
  const auto final = with("o", table_file({item(1, "a"), item(1, "a"), item(2, "b")}));
  const auto found =
      with("o", table_file({item(1, "a"), item(1, "a"), item(1, "a"), item(2, "b"), item(2, "b")}));
  ComparisonRules rules;
  rules.keys = {"o:id"};
  rules.dedup_whole_record = true;
  EXPECT_EQ(summary(differences(final, found, rules)),
            "duplicated o 1 row; duplicated o 1 row dedupable");
}

TEST(Compare, NoKeyIsProposedThatEqualRecordsOfTheBaselineShare) {
  const auto final = with("o", table_file({item(1, "a"), item(1, "a"), item(2, "b")}));
  const auto found =
      with("o", table_file({item(1, "a"), item(1, "a"), item(2, "b"), item(2, "b")}));
  const auto result = differences(final, found);
  EXPECT_EQ(summary(result), "duplicated o 1 row");
  EXPECT_EQ(result[0].dedup_hint, "");
}

TEST(Compare, ADeclaredKeyCoversCopiesThatDifferElsewhere) {
  const auto final = with("o", table_file({item(1, "a"), item(2, "a")}));
  const auto found = with("o", table_file({item(1, "a"), item(1, "z"), item(2, "a")}));
  EXPECT_EQ(summary(differences(final, found)), "extra o 1 row");
  ComparisonRules rules;
  rules.keys = {"o:id"};
  EXPECT_EQ(summary(differences(final, found, rules)), "duplicated o 1 row dedupable");
}

TEST(Compare, ACopyWhoseOwnerIsGoneIsAChange) {
  const auto final = with("o", table_file({item(1, "a"), item(2, "b")}));
  const auto found = with("o", table_file({item(1, "z"), item(2, "b")}));
  ComparisonRules rules;
  rules.keys = {"o:id"};
  EXPECT_EQ(summary(differences(final, found, rules)), "torn o 1 row");
}

TEST(Compare, CopiesUnderFreshIdentifiersAreDuplicates) {
  const auto final = with("o", table_file({item(1, "x"), item(2, "y")}));
  const auto found = with("o", table_file({item(1, "x"), item(2, "y"), item(3, "y")}));
  const auto result = differences(final, found);
  EXPECT_EQ(summary(result), "duplicated o 1 row");
  EXPECT_THAT(result[0].examples, ElementsAre("id=3, state=y (but for id)"));
}

TEST(Compare, ShiftedIdentifiersDoNotHideTheOneCopy) {
  const auto final =
      with("s.db", table_file({item(1, "x"), item(2, "y"), item(3, "z"), item(4, "u")}));
  const auto found = with(
      "s.db", table_file({item(1, "x"), item(2, "x"), item(3, "y"), item(4, "z"), item(5, "u")}));
  const auto result = differences(final, found);
  EXPECT_EQ(summary(result), "duplicated s.db 1 row");
  EXPECT_THAT(result[0].examples, ElementsAre("state=x (but for id)"));
  EXPECT_EQ(result[0].dedup_hint, "s.db:state");
  ComparisonRules rules;
  rules.keys = {"s.db:state"};
  rules.ignores = {"s.db#id"};
  EXPECT_EQ(summary(differences(final, found, rules)), "duplicated s.db 1 row dedupable");
}

TEST(Compare, AShiftAloneIsAChange) {
  const auto final = with("s.db", table_file({item(1, "x"), item(2, "y")}));
  const auto found = with("s.db", table_file({item(1, "x"), item(3, "y")}));
  EXPECT_EQ(summary(differences(final, found)), "torn s.db 1 row");
}

TEST(Compare, LeftTemporaryFilesAreLitter) {
  const FakeState final = with("out", binary_file("x"));
  Baseline baseline = baseline_of(final);
  baseline.transient_globs = {"ckpt.*.tmp", "work"};
  FakeState found = final;
  found.files["ckpt.17.tmp"] = binary_file("");
  found.files["other.tmp"] = binary_file("");
  found.files["work/part"] = binary_file("");
  found.others["work"] = directory_entry();
  EXPECT_EQ(summary(compare_states(baseline, final, found)),
            "litter ckpt.17.tmp 1 file; extra other.tmp 1 file; litter work/part 1 file");
}

TEST(Compare, AnInputThatShouldBeGoneIsExtra) {
  const auto initial = with("in/a", binary_file("x"));
  const auto result = differences({}, initial, {}, initial);
  EXPECT_EQ(summary(result), "extra in/a 1 file");
  EXPECT_THAT(result[0].examples, ElementsAre("still there as before the run"));
}

TEST(Compare, TypeModeAndTargetAreAltered) {
  FakeState final = with("a", binary_file("x"));
  final.others["link"] = {FileType::symlink, 0777, 0, "v2"};
  final.others["dir"] = directory_entry();
  FakeState found = with("a", binary_file("x"));
  found.files["a"].mode = 0600;
  found.others["link"] = {FileType::symlink, 0777, 0, "v1"};
  found.files["dir"] = binary_file("");
  const auto result = differences(final, found);
  EXPECT_EQ(summary(result),
            "altered a 1 file; altered dir 1 directory; altered link 1 symbolic link");
  EXPECT_THAT(result[0].examples, ElementsAre("permissions 600, expected 644"));
  EXPECT_THAT(result[2].examples, ElementsAre("points to v1, expected v2"));
}

TEST(Compare, OtherBytesOfEqualMeaningAreNoDifference) {
  const auto final = with("o", table_file({item(1, "a"), item(2, "b")}));
  const auto found = with("o", table_file({item(2, "b"), item(1, "a")}));
  EXPECT_THAT(differences(final, found), IsEmpty());
}

TEST(Compare, WhatIsSetAsideIsSkipped) {
  FakeState final = with("o", table_file({item(1, "a")}));
  final.files["log"] = text_file("started 17\n");
  FakeState found = with("o", table_file({item(1, "z")}));
  found.files["log"] = text_file("started 18\nstarted 19\n");
  Baseline baseline = baseline_of(final);
  baseline.set_aside = {{"o", {"state"}}, {"log", {""}}};
  EXPECT_THAT(compare_states(baseline, final, found), IsEmpty());
  found.files.erase("log");
  EXPECT_EQ(summary(compare_states(baseline, final, found)), "lost log 1 file");
}

TEST(Compare, AnUnequalLogIsReadWithItsDatabase) {
  FakeState final = with("s.db", table_file({item(1, "a"), item(2, "b")}));
  Baseline baseline = baseline_of(final);
  baseline.companions = {{"s.db-wal", "s.db"}};
  FakeState found = final;
  found.files["s.db-wal"] = binary_file("x");
  EXPECT_THAT(compare_states(baseline, final, found), IsEmpty());
  // The same bytes, but another meaning through the log.
  found.files["s.db"].document->records.pop_back();
  EXPECT_EQ(summary(compare_states(baseline, final, found)), "lost s.db 1 row");
}

TEST(Compare, IgnoredPathsAndFieldsDoNotCount) {
  FakeState final = with("o", table_file({item(1, "a")}));
  FakeState found = with("o", table_file({item(1, "b")}));
  found.files["junk"] = binary_file("x");
  ComparisonRules rules;
  rules.ignores = {"junk", "o#state"};
  EXPECT_THAT(differences(final, found, rules), IsEmpty());
}

TEST(Compare, TablesAreToldApart) {
  const auto final = with("s.db", table_file({row({{"k", "1"}}, "t"), row({{"k", "1"}}, "u")}));
  const auto found = with("s.db", table_file({row({{"k", "1"}}, "t")}));
  EXPECT_EQ(summary(differences(final, found)), "lost s.db#u 1 row");
}

TEST(Compare, TheOutputOfTheStateCommandIsCompared) {
  FakeState final, found;
  final.command_output = "a\nb\n";
  found.command_output = "b\na";
  EXPECT_THAT(differences(final, found), IsEmpty());
  found.command_output = "a\n";
  EXPECT_EQ(summary(differences(final, found)), "lost (state command) 1 line");
}

TEST(Compare, ExamplesAreFewShortAndPrintable) {
  std::vector<Record> records;
  for (int i = 0; i < 10; ++i) {
    records.push_back(row({{"k", std::to_string(i) + "\x1b[2J" + std::string(500, 'x')}}));
  }
  const auto result = differences(with("o", table_file(records)), with("o", table_file({})));
  ASSERT_EQ(summary(result), "lost o 10 row");
  ASSERT_EQ(result[0].examples.size(), 3u);
  for (const std::string& example : result[0].examples) {
    EXPECT_LE(example.size(), 200u);
    EXPECT_EQ(example.find('\x1b'), std::string::npos);
  }
}

}  // namespace
}  // namespace crashproof
