// The parameters of the changes that happen while a job is down, as values: a description in
// faults/ checks a text by reading it, a trial acts on what was read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/model/record_edit.h"
#include "harness/model/schedule.h"

namespace crashproof {

// Every function here throws std::invalid_argument with one line for a text that is not well
// formed. Paths are relative to the workspace and do not lead out of it.

// clock[+1h]: by how much the wall clock is ahead (behind: negative). Not 0.
double parse_clock_shift_seconds(std::string_view text);

// late-input[PATH[,as=NEWNAME][,fresh]]
struct LateInput {
  std::string path;     // as it is before the run
  std::string arrives;  // the path at which it comes in late: `path` unless as= is given
  bool fresh = false;   // its modification time is that of its arrival, not the old one

  bool operator==(const LateInput&) const = default;
};
LateInput parse_late_input(std::string_view text);
// parse_late_input's inverse.
std::string to_string(const LateInput& input);

// version[PATH:FIELD[=VALUE]]; PATH ends at the first ':'.
struct FieldChange {
  std::string path;
  std::string field;
  std::optional<std::string> value;  // none: its number is raised by 1

  bool operator==(const FieldChange&) const = default;
};
FieldChange parse_field_change(std::string_view text);

// truncate[PATH[:BYTES]]: what is left of it; without BYTES half of it. empty[PATH] leaves 0.
struct Truncation {
  std::string path;
  std::optional<std::uint64_t> bytes;

  bool operator==(const Truncation&) const = default;
};
Truncation parse_truncation(std::string_view text);
Truncation parse_emptied(std::string_view text);

// as-of[PATH=POSITION]: the file or directory at PATH is as it was at this place of the recorded
// run. The last '=' before a position ends PATH.
struct AsOf {
  std::string path;
  Position position;

  bool operator==(const AsOf&) const = default;
};
AsOf parse_as_of(std::string_view text);
// parse_as_of's inverse.
std::string to_string(const AsOf& as_of);

// rows[PATH#TABLE:FIELD=VALUE]: the records of a table (of a database in PATH) with this value are
// gone; …->OTHER]: that field has another value; …->FIELD2=OTHER]: another field has. Values are
// written as reports write them: 5, 'text', NULL.
RecordEdit parse_record_edit(std::string_view text);
// parse_record_edit's inverse.
std::string to_string(const RecordEdit& edit);

// replica[DELAY]: seconds after the resume at which the second copy starts; 0 for "".
double parse_replica_delay_seconds(std::string_view text);

// hostname[NAME]: at most 64 letters, digits, '.', '-' and '_'.
std::string parse_hostname(std::string_view text);

// command[SHELL COMMAND], not blank.
std::string parse_other_command(std::string_view text);

}  // namespace crashproof
