// Which fields two crash-free runs do not agree on.
#include "harness/judge/volatile_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "harness/judge/lines.h"
#include "tests/judge/fake_state.h"

namespace crashproof {
namespace {

using Fields = std::map<std::string, std::set<std::string>>;

Fields fields_of(std::vector<Record> first, std::vector<Record> second) {
  const std::map<std::string, std::set<std::string>> aside;
  const ComparisonRules rules;
  return volatile_fields(*table_file(std::move(first)).document,
                         *table_file(std::move(second)).document, "f", Scope(rules, aside));
}

TEST(VolatileFields, FindsTheTimestamp) {
  EXPECT_EQ(fields_of({row({{"id", "1"}, {"at", "10:00"}}), row({{"id", "2"}, {"at", "10:01"}})},
                      {row({{"id", "2"}, {"at", "11:01"}}), row({{"id", "1"}, {"at", "11:00"}})}),
            (Fields{{"", {"at"}}}));
}

TEST(VolatileFields, PrefersIdentifiersWhereOnlyTheAssignmentDiffers) {
  EXPECT_EQ(fields_of({row({{"name", "a"}, {"id", "1"}}), row({{"name", "b"}, {"id", "2"}})},
                      {row({{"name", "a"}, {"id", "2"}}), row({{"name", "b"}, {"id", "1"}})}),
            (Fields{{"", {"id"}}}));
}

TEST(VolatileFields, AgreesUpToOrder) {
  EXPECT_EQ(
      fields_of({row({{"id", "1"}}), row({{"id", "2"}})}, {row({{"id", "2"}}), row({{"id", "1"}})}),
      Fields());
}

TEST(VolatileFields, SetsALeafAsideAndKeepsTheOthers) {
  EXPECT_EQ(fields_of({row({{"cursor", "5"}}), row({{"at", "1"}})},
                      {row({{"cursor", "5"}}), row({{"at", "2"}})}),
            (Fields{{"", {"at"}}}));
}

TEST(VolatileFields, GivesUpATableOfAnotherLength) {
  EXPECT_EQ(fields_of({row({{"k", "1"}}, "t"), row({{"k", "1"}}, "u")},
                      {row({{"k", "1"}}, "t"), row({{"k", "2"}}, "t"), row({{"k", "1"}}, "u")}),
            (Fields{{"t", {""}}}));
}

TEST(VolatileFields, GivesUpWhereNamesDiffer) {
  EXPECT_EQ(fields_of({row({{"run-a1", "5"}}), row({{"n", "1"}})},
                      {row({{"run-b2", "5"}}), row({{"n", "1"}})}),
            (Fields{{"", {""}}}));
}

TEST(VolatileFields, GivesUpLines) {
  const std::map<std::string, std::set<std::string>> aside;
  const ComparisonRules rules;
  EXPECT_EQ(volatile_fields(lines_document("pid 17\nok\n"), lines_document("pid 18\nok\n"), "f",
                            Scope(rules, aside)),
            (Fields{{"", {""}}}));
}

RC_GTEST_PROP(VolatileFieldsProperty, WhatIsDroppedSufficesAndIsNeeded, ()) {
  const auto any_row = rc::gen::map(
      rc::gen::tuple(rc::gen::inRange(0, 3), rc::gen::inRange(0, 3), rc::gen::inRange(0, 3)),
      [](const std::tuple<int, int, int>& v) {
        return row({{"a", std::to_string(std::get<0>(v))},
                    {"b", std::to_string(std::get<1>(v))},
                    {"c", std::to_string(std::get<2>(v))}});
      });
  const auto size = *rc::gen::inRange<std::size_t>(1, 6);
  const auto first = *rc::gen::container<std::vector<Record>>(size, any_row);
  const auto second = *rc::gen::container<std::vector<Record>>(size, any_row);
  const Fields fields = fields_of(first, second);
  const auto dropping = [](std::vector<Record> records, const std::set<std::string>& names) {
    for (Record& record : records) {
      std::erase_if(record.fields, [&](const auto& field) { return names.contains(field.first); });
    }
    std::sort(records.begin(), records.end());
    return records;
  };
  if (fields.empty()) {
    RC_ASSERT(dropping(first, {}) == dropping(second, {}));
    return;
  }
  const std::set<std::string> names = fields.at("");
  if (names == std::set<std::string>{""}) return;
  RC_ASSERT(dropping(first, names) == dropping(second, names));
  for (const std::string& name : names) {
    std::set<std::string> fewer = names;
    fewer.erase(name);
    RC_ASSERT(dropping(first, fewer) != dropping(second, fewer));
  }
}

}  // namespace
}  // namespace crashproof
