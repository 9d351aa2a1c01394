// Which records of a small database are other ones at one crash point than at another.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/model/case.h"
#include "harness/model/record.h"
#include "harness/model/schedule.h"

namespace crashproof::modes {

struct ChangedRecord {
  std::optional<Record> before;
  std::optional<Record> after;

  const std::string& table() const { return after ? after->table : before->table; }
};

// nullopt while the case waits, or if the database is not small.
std::optional<std::vector<ChangedRecord>> changed_records(Case& c, const std::string& database,
                                                          std::uint64_t from_gap,
                                                          std::uint64_t to_gap);

// Steps `rows` that take the changes back in a state that holds them. nullopt where that cannot be
// said: a record is gone, or no field tells it from the others of its table.
std::optional<std::vector<ScheduleStep>> undoing(const std::vector<ChangedRecord>& changes,
                                                 const std::string& database,
                                                 const std::vector<Record>& all);

// Those of the database at the gap; null as above.
const std::vector<Record>* records_at(Case& c, const std::string& database, std::uint64_t gap);

}  // namespace crashproof::modes
