// What must hold of the comparison for all documents.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "harness/judge/compare.h"
#include "tests/judge/fake_state.h"

namespace crashproof {
namespace {

// Small alphabets, so that equal records and shared values are common.
rc::Gen<Record> any_record() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::inRange(0, 2), rc::gen::inRange(0, 6), rc::gen::inRange(0, 3)),
      [](const std::tuple<int, int, int>& values) {
        return row({{"id", std::to_string(std::get<1>(values))},
                    {"state", std::to_string(std::get<2>(values))}},
                   std::get<0>(values) == 0 ? "" : "t");
      });
}

std::vector<Record> any_records(std::size_t least = 0) {
  return *rc::gen::suchThat(rc::gen::container<std::vector<Record>>(any_record()),
                            [least](const auto& records) { return records.size() >= least; });
}

// Different bytes, so that the comparison has to look at the meaning.
std::vector<Difference> differences(const std::vector<Record>& baseline,
                                    const std::vector<Record>& found) {
  FakeState final, other;
  final.files["f"] = table_file(baseline);
  other.files["f"] = table_file(found);
  other.files["f"].content += "other";
  return compare_states(baseline_of(final), final, other);
}

std::uint64_t count_of(const std::vector<Difference>& differences, Difference::Class what) {
  std::uint64_t count = 0;
  for (const Difference& difference : differences) {
    if (difference.what == what) count += difference.count;
  }
  return count;
}

RC_GTEST_PROP(CompareProperty, AStateDoesNotDifferFromItself, ()) {
  const auto records = any_records();
  RC_ASSERT(differences(records, records).empty());
}

RC_GTEST_PROP(CompareProperty, OrderNeverMatters, ()) {
  const auto records = any_records();
  auto found = any_records();
  const auto before = differences(records, found);
  auto shuffled = records;
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  std::shuffle(shuffled.begin(), shuffled.end(), random);
  std::shuffle(found.begin(), found.end(), random);
  RC_ASSERT(differences(shuffled, found) == before);
}

RC_GTEST_PROP(CompareProperty, ARemovedRecordIsLostOnce, ()) {
  const auto records = any_records(1);
  auto found = records;
  const auto at = *rc::gen::inRange<std::size_t>(0, records.size());
  found.erase(found.begin() + static_cast<std::ptrdiff_t>(at));
  const auto result = differences(records, found);
  RC_ASSERT(result.size() == 1u);
  RC_ASSERT(result[0].what == Difference::Class::lost);
  RC_ASSERT(result[0].count == 1u);
}

RC_GTEST_PROP(CompareProperty, ARepeatedRecordIsDuplicatedOnce, ()) {
  const auto records = any_records(1);
  auto found = records;
  found.push_back(*rc::gen::elementOf(records));
  const auto result = differences(records, found);
  RC_ASSERT(result.size() == 1u);
  RC_ASSERT(result[0].what == Difference::Class::duplicated);
  RC_ASSERT(result[0].count == 1u);
  RC_ASSERT(!result[0].dedupable);
}

RC_GTEST_PROP(CompareProperty, CountsAddUpAsMultisets, ()) {
  using Class = Difference::Class;
  const auto records = any_records();
  const auto found = any_records();
  const auto result = differences(records, found);
  const auto changed = count_of(result, Class::torn) + count_of(result, Class::older);
  const auto missing = count_of(result, Class::lost);
  const auto surplus = count_of(result, Class::duplicated) + count_of(result, Class::extra);
  RC_ASSERT(records.size() + surplus == found.size() + missing);
  auto a = records, b = found;
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  std::vector<Record> lost;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(lost));
  // Fewer where identifiers have merely shifted.
  RC_ASSERT(missing + changed <= lost.size());
  RC_ASSERT(result.empty() == (a == b));
}

// Of equal ones there is no key.
std::vector<Record> distinct(const std::vector<Record>& records) {
  std::vector<Record> kept;
  for (const Record& record : records)
    if (std::find(kept.begin(), kept.end(), record) == kept.end()) kept.push_back(record);
  return kept;
}

RC_GTEST_PROP(CompareProperty, AHintMakesItsDuplicatesDedupable, ()) {
  const auto records = distinct(any_records(1));
  auto found = records;
  found.push_back(*rc::gen::elementOf(records));
  const auto result = differences(records, found);
  RC_ASSERT(result.size() == 1u);
  RC_PRE(!result[0].dedup_hint.empty());
  FakeState final, other;
  final.files["f"] = table_file(records);
  other.files["f"] = table_file(found);
  ComparisonRules rules;
  rules.keys = {result[0].dedup_hint};
  const auto again = compare_states(baseline_of(final), final, other, rules);
  RC_ASSERT(again.size() == 1u);
  RC_ASSERT(again[0].dedupable);
}

RC_GTEST_PROP(CompareProperty, LinesOfTextAreAMultiset, (std::vector<std::string> lines)) {
  for (std::string& line : lines) std::erase(line, '\n');
  std::string text, reversed;
  for (const std::string& line : lines) text += line + "\n";
  std::reverse(lines.begin(), lines.end());
  for (const std::string& line : lines) reversed += line + "\n";
  FakeState final, found;
  final.files["t"] = text_file(text);
  found.files["t"] = text_file(reversed);
  RC_ASSERT(compare_states(baseline_of(final), final, found).empty());
}

// Whatever the bytes: cut anywhere, a text of different lines never compares equal.
RC_GTEST_PROP(CompareProperty, ACutTextIsNeverEqual, ()) {
  const auto count = *rc::gen::inRange(1, 20);
  std::string text;
  for (int i = 0; i < count; ++i) text += "line " + std::to_string(i) + "\n";
  const auto cut = *rc::gen::inRange<std::size_t>(0, text.size() - 1);
  FakeState final, found;
  final.files["t"] = text_file(text);
  found.files["t"] = text_file(text.substr(0, cut));
  RC_ASSERT(!compare_states(baseline_of(final), final, found).empty());
}

}  // namespace
}  // namespace crashproof
