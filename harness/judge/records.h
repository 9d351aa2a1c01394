// Multisets of records: what is missing from one, what is too many, how a record reads.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/judge/scope.h"
#include "harness/model/state_reader.h"

namespace crashproof {

// A multiset: records in ascending order.
using Records = std::vector<Record>;

// The compared parts of a document: table -> its records, without fields that are set aside.
// Tables that are not compared at all are left out. `path` is the one that the scope knows.
std::map<std::string, Records> tables_of(Document document, const std::string& path,
                                         const Scope& scope);

// a minus b, counting copies.
Records without(const Records& a, const Records& b);

// The same records without one field.
Records without_field(const Records& records, const std::string& field);

bool has(const Records& records, const Record& record);
std::size_t copies_of(const Records& records, const Record& record);

// nullptr if the record has no such field; owned by the record.
const std::string* value_of(const Record& record, std::string_view field);

// One line for people: "id=7, name='x'"; the bare text of a line.
std::string describe(const Record& record);

// Printable, and at most 200 bytes long.
std::string example_line(std::string_view text);

}  // namespace crashproof
