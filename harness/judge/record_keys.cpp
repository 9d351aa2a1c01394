// Tries few candidates: declared keys, the only field's name, each single field.
#include "harness/judge/record_keys.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace crashproof {
namespace {

// How a record is recognised, and how that reads. nullopt: this record cannot be recognised so.
struct Identity {
  std::function<std::optional<KeyValue>(const Record&)> of;
  std::function<std::string(const Record&)> text;
};

Identity identity_by(const KeyFields& key) {
  return {[key](const Record& record) { return key_value(record, key); },
          [key](const Record& record) {
            std::string text;
            for (const std::string& field : key) {
              text += (text.empty() ? "" : ", ") + field + "=" + *value_of(record, field);
            }
            return text;
          }};
}

// Records of one field each, like the leaves of a JSON object: the field's name is the key.
Identity identity_by_name() {
  return {[](const Record& record) -> std::optional<KeyValue> {
            if (record.fields.size() != 1) return std::nullopt;
            return KeyValue{record.fields[0].first};
          },
          [](const Record&) { return std::string(); }};
}

bool tells_apart(const Identity& identity, const Records& records) {
  std::set<KeyValue> seen;
  return std::all_of(records.begin(), records.end(), [&](const Record& record) {
    std::optional<KeyValue> value = identity.of(record);
    return value && seen.insert(std::move(*value)).second;
  });
}

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;  // indexes into lost and strange

Pairs pairs_by(const Identity& identity, const Records& lost, const Records& strange) {
  std::map<KeyValue, std::size_t> by_key;
  for (std::size_t i = 0; i < lost.size(); ++i) {
    if (std::optional<KeyValue> value = identity.of(lost[i])) {
      by_key.emplace(std::move(*value), i);
    }
  }
  Pairs pairs;
  for (std::size_t i = 0; i < strange.size(); ++i) {
    const std::optional<KeyValue> value = identity.of(strange[i]);
    const auto found = value ? by_key.find(*value) : by_key.end();
    if (found == by_key.end()) continue;
    pairs.emplace_back(found->second, i);
    by_key.erase(found);
  }
  return pairs;
}

std::vector<std::string> field_names(const Records& records) {
  std::vector<std::string> names;
  if (records.empty()) return names;
  for (const auto& [name, value] : records.front().fields) names.push_back(name);
  return names;
}

void take_out(Records& records, const std::set<std::size_t>& indexes) {
  Records rest;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (!indexes.contains(i)) rest.push_back(std::move(records[i]));
  }
  records = std::move(rest);
}

}  // namespace

std::optional<KeyValue> key_value(const Record& record, const KeyFields& key) {
  KeyValue value;
  for (const std::string& field : key) {
    const std::string* part = value_of(record, field);
    if (!part) return std::nullopt;
    value.push_back(*part);
  }
  return value;
}

bool is_unique(const Records& records, const KeyFields& key) {
  return tells_apart(identity_by(key), records);
}

KeyFields unique_key(const Records& records) {
  const std::vector<std::string> names = field_names(records);
  for (const std::string& name : names) {
    if (is_unique(records, {name})) return {name};
  }
  constexpr std::size_t most_paired_fields = 8;
  const std::size_t count = std::min(names.size(), most_paired_fields);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = i + 1; j < count; ++j) {
      if (is_unique(records, {names[i], names[j]})) return {names[i], names[j]};
    }
  }
  return {};
}

std::vector<ChangedRecord> take_changed(const Records& baseline, const std::vector<KeyFields>& keys,
                                        Records& lost, Records& strange) {
  if (lost.empty() || strange.empty()) return {};
  std::vector<Identity> candidates;
  for (const KeyFields& key : keys) candidates.push_back(identity_by(key));
  candidates.push_back(identity_by_name());
  for (const std::string& name : field_names(lost)) candidates.push_back(identity_by({name}));

  Pairs best;
  const Identity* identity = nullptr;
  for (const Identity& candidate : candidates) {
    Pairs pairs = pairs_by(candidate, lost, strange);
    if (pairs.size() <= best.size() || !tells_apart(candidate, baseline)) continue;
    best = std::move(pairs);
    identity = &candidate;
  }
  std::vector<ChangedRecord> changed;
  std::set<std::size_t> lost_taken, strange_taken;
  for (const auto& [from, to] : best) {
    changed.push_back({lost[from], strange[to], identity->text(lost[from])});
    lost_taken.insert(from);
    strange_taken.insert(to);
  }
  take_out(lost, lost_taken);
  take_out(strange, strange_taken);
  return changed;
}

}  // namespace crashproof
