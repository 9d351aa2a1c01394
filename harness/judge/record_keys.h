// Fields that tell records apart: found where none is declared.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/judge/records.h"

namespace crashproof {

using KeyFields = std::vector<std::string>;
using KeyValue = std::vector<std::string>;

// nullopt if the record lacks one of the fields.
std::optional<KeyValue> key_value(const Record& record, const KeyFields& key);

// True if no two records share the key's value and all have it.
bool is_unique(const Records& records, const KeyFields& key);

// The smallest key, at most two fields, that is unique in these records; leftmost fields first.
// Empty if there is none.
KeyFields unique_key(const Records& records);

// A record that changed: `expected` stands at the same key in the baseline.
struct ChangedRecord {
  Record expected;
  Record found;
  std::string key;  // "id=7"; "" where the records have one field each, known by its name
};

// Pairs records of `lost` with those of `strange` that stand for them, by a declared key or else by
// the key unique in `baseline` that pairs most of them, and takes the pairs out of both.
std::vector<ChangedRecord> take_changed(const Records& baseline, const std::vector<KeyFields>& keys,
                                        Records& lost, Records& strange);

}  // namespace crashproof
